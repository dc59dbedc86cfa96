/*
 * The scheduler's inside, for the files of kernel/ and for start-up.
 */
#pragma once

#include <kernel/cpu.h>
#include <kernel/thread.h>

#ifdef CONFIG_SCHED
extern struct spinlock sched_lock;

/* sched_init - the boot hart can schedule from now on. */
void sched_init(void);

/* sched_idle - what a hart does when it has nothing to do; it never comes back. */
__noreturn void sched_idle(void);

/*
 * sched_switch - give the hart to somebody else; the caller has set the current thread's state and
 * put it wherever it waits. Returns when the thread is run again. sched_lock is held, before and
 * after, and interrupts are masked.
 */
void sched_switch(void);

/*
 * sched_wake - make `thread` runnable and find a hart for it. sched_lock is held.
 * sched_enqueue - the same, but for the caller's hart, which will be free in a moment.
 */
void sched_wake(struct thread *thread);
void sched_enqueue(struct thread *thread);

/* timer_insert / timer_remove - the thread's place in the timer queue. sched_lock is held. */
void timer_insert(struct thread *thread, uint64_t deadline);
void timer_remove(struct thread *thread);

/* timer_program - set this hart's alarm for what it must not miss. sched_lock is held. */
void timer_program(struct cpu *cpu);

/* timer_expire - wake those whose time has come. sched_lock is held. */
void timer_expire(uint64_t now);
#else
#include <arch/irq.h>

static inline void sched_init(void)
{
}

__noreturn static inline void sched_idle(void)
{
	arch_irq_enable();
	for (;;)
		arch_irq_wait();
}
#endif
