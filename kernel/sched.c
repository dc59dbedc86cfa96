/*
 * The scheduler: round robin over the runnable threads, which wait on one queue for all harts
 * (run_queue_global.c) or on one for each (run_queue_perhart.c).
 *
 * The life of a thread: made by thread_create() (NEW), put on a run queue by thread_start() or a
 * wake-up (RUNNABLE), taken by a hart (RUNNING), which it leaves by sleeping on a wait queue or for
 * a time (SLEEPING), by giving way (RUNNABLE again), or for good (DEAD). A hart with nothing to run
 * runs its idle thread, which is on no queue.
 *
 * One lock, sched_lock, guards the states, the run queues, all wait queues and the timer queue. It
 * is held over the switch itself: the thread that is switched to releases it. So whoever holds it
 * sees no thread half switched; a thread found SLEEPING or DEAD has left its stack.
 *
 * Lock order: sched_lock is taken last but for the locks of the page allocator, the log and the
 * console; the lock that a sleeper gives to waitq_sleep() is taken before it.
 */
#include <arch/irq.h>
#include <arch/time.h>
#include <arch/upward.h>
#include <kernel/alarm.h>
#include <kernel/aspace_switch.h>
#include <kernel/cpu.h>
#include <kernel/kstack.h>
#include <kernel/log.h>
#include <kernel/run_queue.h>
#include <kernel/sched.h>
#include <kernel/smp.h>
#include <kernel/time.h>

struct spinlock sched_lock = SPINLOCK_INIT;

static unsigned int idle_count; /* harts with idle_now [sched_lock] */

static uint64_t slice_length(void)
{
	return time_frequency() / CONFIG_HZ;
}

static bool idles_for(const struct cpu *cpu, const struct thread *thread)
{
	return cpu->idle_now && affinity_allows(&thread->affinity, cpu->index);
}

/* A hart that idles and may run `thread`, or NULL. The one that ran it last is taken if it does. */
static struct cpu *find_idle(const struct thread *thread)
{
	if (!IS_ENABLED(CONFIG_SCHED_SMP) || idle_count == 0)
		return NULL;
	if (idles_for(thread->cpu, thread))
		return thread->cpu;
	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++)
		if (idles_for(&cpus[i], thread))
			return &cpus[i];
	return NULL;
}

static void set_idle(struct cpu *cpu, bool idle)
{
	idle_count += (unsigned int)idle - (unsigned int)cpu->idle_now;
	cpu->idle_now = idle;
}

/* Let a hart that idles look for something to run. */
static void rouse(struct cpu *cpu)
{
	set_idle(cpu, false);
	if (cpu != cpu_current())
		smp_reschedule(cpu);
}

/* Let `thread` wait for an idle hart, or else for the one that ran it last. */
static void place(struct thread *thread)
{
	struct cpu *cpu = find_idle(thread);

	run_queue_add(thread, cpu ? cpu : thread->cpu);
	if (cpu)
		rouse(cpu);
}

static void make_runnable(struct thread *thread)
{
	timer_remove(thread);
	thread->queue = NULL;
	thread->state = THREAD_RUNNABLE;
}

void sched_wake(struct thread *thread)
{
	make_runnable(thread);
	place(thread);
}

static bool may_run_here(const struct thread *thread)
{
	return affinity_allows(&thread->affinity, cpu_current()->index);
}

void sched_enqueue(struct thread *thread)
{
	make_runnable(thread);
	if (may_run_here(thread))
		run_queue_add(thread, cpu_current());
	else
		place(thread);
}

static struct thread *next_runnable(struct cpu *cpu)
{
	struct thread *thread = run_queue_take(cpu);

	return thread ? thread : cpu->idle;
}

/* Some wait for this hart while it runs another: let an idle one help the first that it may. */
static void call_help(struct cpu *cpu)
{
	struct thread *waiting;
	struct cpu *idle = NULL;

	if (!IS_ENABLED(CONFIG_SCHED_SMP) || idle_count == 0)
		return;
	waiting = run_queue_first(cpu);
	while (waiting && !(idle = find_idle(waiting)))
		waiting = run_queue_next(cpu, waiting);
	if (idle)
		rouse(idle);
}

/* Hand over the hart: times, alarm, address space, then registers. */
static void hand_over(struct cpu *cpu, struct thread *previous, struct thread *next)
{
	uint64_t now = arch_time_read();

	previous->run_time += now - cpu->switched;
	cpu->switched = now;
	cpu->slice_end = now + slice_length();
	cpu->current = next;
	next->cpu = cpu;
	timer_program(cpu);
	aspace_switch(cpu, next->aspace);
	kstack_sync();
	lockdep_switch(previous, next);
	arch_thread_switch(&previous->arch, &next->arch);
}

void sched_switch(void)
{
	struct cpu *cpu = cpu_current();
	struct thread *previous = thread_current();
	struct thread *next = next_runnable(cpu);

	next->state = THREAD_RUNNING;
	next->pending &= ~THREAD_RESCHED;
	call_help(cpu);
	if (next != previous)
		hand_over(cpu, previous, next);
}

void thread_yield(void)
{
	struct thread *thread = thread_current();
	irq_key_t key = spin_lock(&sched_lock);

	thread->pending &= ~THREAD_RESCHED;
	if (run_queue_first(cpu_current()) || !may_run_here(thread)) {
		sched_enqueue(thread);
		sched_switch();
	}
	spin_unlock(&sched_lock, key);
}

void trap_preempt(void)
{
	struct thread *thread = thread_current();

	if (thread->pending & THREAD_RESCHED && thread != cpu_current()->idle)
		thread_yield();
}

/* The running thread's slice is over: give way, or go on when nobody waits. sched_lock is held. */
static void end_slice(struct cpu *cpu, uint64_t now)
{
	cpu->slice_end = now + slice_length();
	run_queue_balance(cpu);
	if (run_queue_first(cpu))
		cpu->current->pending |= THREAD_RESCHED;
}

/* Wake whom the moment wakes, and set the next alarm. */
static void serve_alarm(void)
{
	struct cpu *cpu = cpu_current();
	uint64_t now = arch_time_read();
	irq_key_t key = spin_lock(&sched_lock);

	cpu->alarm = UINT64_MAX;
	timer_expire(now);
	if (now >= cpu->slice_end)
		end_slice(cpu, now);
	timer_program(cpu);
	spin_unlock(&sched_lock, key);
}

void timer_interrupt(void)
{
	lockdep_interrupt_enter();
	alarm_check();
	serve_alarm();
	lockdep_interrupt_exit();
}

/* Wait for an interrupt, and count what does not count as work. Interrupts are masked. */
static void idle_wait(struct cpu *cpu)
{
	uint64_t time = arch_time_read();
	uint64_t instructions = arch_instructions_read();

	arch_irq_wait();
	cpu->idle_instructions += arch_instructions_read() - instructions;
	cpu->idle_time += arch_time_read() - time;
}

/* Run what there is to run. Returns whether there was anything. Interrupts are masked. */
static bool idle_step(struct cpu *cpu)
{
	irq_key_t key = spin_lock(&sched_lock);
	bool found = run_queue_any(cpu) != NULL;

	set_idle(cpu, !found);
	if (found)
		sched_switch();
	else
		aspace_unload_retired(cpu);
	spin_unlock(&sched_lock, key);
	return found;
}

/*
 * Interrupts are masked from the look at the queue to the wait, and a pending interrupt ends the
 * wait all the same: none can slip in between and be slept over. They are served in the gap.
 */
static __noreturn void idle_loop(struct cpu *cpu)
{
	for (;;) {
		arch_irq_disable();
		if (!idle_step(cpu))
			idle_wait(cpu);
		arch_irq_enable();
	}
}

static __noreturn void sleep_for_good(void)
{
	arch_irq_enable();
	for (;;)
		arch_irq_wait();
}

void sched_idle(void)
{
	struct cpu *cpu = cpu_current();

	if (!IS_ENABLED(CONFIG_SCHED_SMP) && cpu->index > 0)
		sleep_for_good();
	cpu->switched = arch_time_read();
	idle_loop(cpu);
}

void sched_init(void)
{
	run_queue_init();
	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++) {
		cpus[i].alarm = UINT64_MAX;
		cpus[i].slice_end = UINT64_MAX;
		list_init(&boot_threads[i].link);
		list_init(&boot_threads[i].timer_link);
	}
	cpu_current()->switched = arch_time_read();
}
