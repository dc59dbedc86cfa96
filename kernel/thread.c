/*
 * Threads: making them, ending them, timed sleeps and interruption.
 *
 * A thread's structure lies at the top of its own kernel stack, so one allocation makes both. The
 * stack of a thread that has ended is freed by whoever waits for it (thread_reap()), or, if nobody
 * does, by the next thread_new().
 */
#include <abi/errno.h>
#include <arch/irq.h>
#include <arch/upward.h>
#include <kernel/kstack.h>
#include <kernel/log.h>
#include <kernel/sched.h>
#include <kernel/smp.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include <kernel/waitq.h>
#include <lib/string.h>

static struct list orphans = LIST_INIT(orphans); /* dead, and nobody waits [sched_lock] */

/* Bytes at the top of a stack that the thread's structure takes. */
#define THREAD_ROOM ALIGN_UP(sizeof(struct thread), 16)

static void free_thread(struct thread *thread)
{
	kstack_free(thread->stack + KSTACK_SIZE);
}

static struct thread *take_orphan(void)
{
	irq_key_t key = spin_lock(&sched_lock);
	struct thread *thread = NULL;

	if (!list_empty(&orphans)) {
		thread = list_first(&orphans, struct thread, link);
		list_remove(&thread->link);
	}
	spin_unlock(&sched_lock, key);
	return thread;
}

void thread_reap_orphans(void)
{
	struct thread *thread;

	while ((thread = take_orphan()))
		free_thread(thread);
}

struct thread *thread_new(const char *name, void (*entry)(void *), void *argument, bool user)
{
	struct thread *thread;
	vaddr_t top;

	thread_reap_orphans();
	top = kstack_alloc();
	if (!top)
		return NULL;
	thread = (struct thread *)(top - THREAD_ROOM);
	memset(thread, 0, sizeof(*thread));
	thread->stack = top - KSTACK_SIZE;
	thread->name = name;
	thread->entry = entry;
	thread->argument = argument;
	thread->cpu = thread_current()->cpu;
	thread->affinity = thread_current()->affinity;
	list_init(&thread->link);
	list_init(&thread->timer_link);
	arch_thread_init(&thread->arch, (vaddr_t)thread, user);
	return thread;
}

struct thread *thread_create(const char *name, void (*entry)(void *), void *argument)
{
	return thread_new(name, entry, argument, false);
}

void thread_discard(struct thread *thread)
{
	free_thread(thread);
}

void thread_start(struct thread *thread)
{
	irq_key_t key = spin_lock(&sched_lock);

	sched_wake(thread);
	spin_unlock(&sched_lock, key);
}

void thread_start_here(struct thread *thread)
{
	irq_key_t key = spin_lock(&sched_lock);

	sched_enqueue(thread);
	spin_unlock(&sched_lock, key);
}

/* sched_switch() on the hart that came here left sched_lock held and interrupts masked. */
void thread_begin(void)
{
	struct thread *thread = thread_current();

	spin_release(&sched_lock);
	arch_irq_enable();
	thread->entry(thread->argument);
	thread_exit();
}

static __noreturn void leave(struct thread *thread)
{
	thread->state = THREAD_DEAD;
	sched_switch();
	panic("a dead thread runs");
}

void thread_exit(void)
{
	struct thread *thread = thread_current();

	arch_irq_disable();
	spin_acquire(&sched_lock);
	list_add_tail(&orphans, &thread->link);
	leave(thread);
}

void thread_exit_unlock(struct spinlock *lock)
{
	struct thread *thread = thread_current();

	spin_acquire(&sched_lock);
	spin_release(lock);
	leave(thread);
}

void thread_exit_unlock_orphan(struct spinlock *lock)
{
	struct thread *thread = thread_current();

	spin_acquire(&sched_lock);
	list_add_tail(&orphans, &thread->link);
	spin_release(lock);
	leave(thread);
}

void thread_reap(struct thread *thread)
{
	irq_key_t key = spin_lock(&sched_lock);

	ASSERT(thread->state == THREAD_DEAD);
	spin_unlock(&sched_lock, key);
	free_thread(thread);
}

int thread_sleep_until(uint64_t deadline)
{
	struct waitq nobody = WAITQ_INIT(nobody);
	struct spinlock lock = SPINLOCK_INIT;
	irq_key_t key = spin_lock(&lock);
	int error = 0;

	while (error == 0 && time_now() < deadline)
		error = waitq_sleep_until(&nobody, &lock, &key, deadline);
	spin_unlock(&lock, key);
	return error == -ETIMEDOUT ? 0 : error;
}

void thread_interrupt(struct thread *thread)
{
	irq_key_t key = spin_lock(&sched_lock);

	thread->pending |= THREAD_INTERRUPTED;
	if (thread->state == THREAD_SLEEPING && thread->interruptible) {
		list_remove(&thread->link);
		sched_wake(thread);
	} else if (thread->state == THREAD_RUNNING && thread->cpu != cpu_current()) {
		smp_reschedule(thread->cpu);
	}
	spin_unlock(&sched_lock, key);
}

bool thread_interrupted(void)
{
	return thread_current()->pending & THREAD_INTERRUPTED;
}

void thread_uninterrupt(void)
{
	irq_key_t key = spin_lock(&sched_lock);

	thread_current()->pending &= ~THREAD_INTERRUPTED;
	spin_unlock(&sched_lock, key);
}
