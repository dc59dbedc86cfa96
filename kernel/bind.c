/*
 * Binding threads to harts (SCHED_SMP).
 */
#include <abi/errno.h>
#include <kernel/cpu.h>
#include <kernel/run_queue.h>
#include <kernel/sched.h>
#include <kernel/smp.h>
#include <kernel/thread.h>

static uint64_t online_harts(void)
{
	uint64_t harts = 0;

	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++)
		harts |= (uint64_t)cpus[i].online << i;
	return harts;
}

uint64_t thread_harts(const struct thread *thread)
{
	return thread->affinity.harts & online_harts();
}

/*
 * Its place is no longer right: one that waits is put elsewhere, one that runs gives way on the way
 * out of its next interrupt, and one that sleeps is placed when it is woken. sched_lock is held.
 */
static void move(struct thread *thread)
{
	if (thread->state == THREAD_RUNNABLE) {
		run_queue_remove(thread);
		sched_wake(thread);
	} else if (thread->state == THREAD_RUNNING) {
		thread->pending |= THREAD_RESCHED;
		if (thread->cpu != cpu_current())
			smp_reschedule(thread->cpu);
	}
}

int thread_bind(struct thread *thread, uint64_t harts)
{
	irq_key_t key;

	if (!(harts & online_harts()))
		return -EINVAL;
	key = spin_lock(&sched_lock);
	thread->affinity.harts = harts;
	move(thread);
	spin_unlock(&sched_lock, key);
	return 0;
}
