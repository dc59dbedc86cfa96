/*
 * Threads: what the scheduler runs. A kernel thread has no process; a process has a thread, or
 * several (THREADS).
 */
#pragma once

#include <abi/errno.h>
#include <arch/thread.h>
#include <kernel/affinity.h>
#include <kernel/error_trace.h>
#include <kernel/fault_injection.h>
#include <kernel/spinlock.h>
#include <lib/list.h>
#include <lib/types.h>

struct process;
struct task;
struct waitq;
struct aspace;

enum thread_state {
	THREAD_NEW,
	THREAD_RUNNABLE, /* on a run queue */
	THREAD_RUNNING,  /* on a hart */
	THREAD_SLEEPING, /* on a wait queue or waiting for a timer */
	THREAD_DEAD,     /* has left its stack for good */
};

#define THREAD_RESCHED 1     /* should give way at the next chance */
#define THREAD_INTERRUPTED 2 /* thread_interrupt() came: there is a signal to look at */

/* Guarded by the scheduler's lock unless tagged: [o] owning thread only, [i] fixed at creation. */
struct thread {
	struct arch_thread arch;    /* [o] must be first: the assembly code counts on it */
	enum thread_state state;
	bool interruptible;         /* sleeping in a way that thread_interrupt() ends */
	bool timed_out;             /* the timer ended the sleep */
	bool overtaken;             /* came too late for the mutex it waits for [mutex.guard] */
	unsigned int pending;       /* THREAD_*: what to look at before going back to the user */
	struct cpu *cpu;            /* where it runs or ran last */
	struct affinity affinity;   /* where it may run */
	struct waitq *queue;        /* where it sleeps, or NULL */
	struct list link;           /* run queue or wait queue */
	struct list timer_link;     /* timer queue, when a deadline is set */
	uint64_t deadline;
	uint64_t run_time;          /* [o] time units spent running */
	struct fault_injection faults; /* [o] */
	struct lockdep_thread lockdep; /* [o] */
	struct thread_errors errors; /* [o] */
	vaddr_t stack;              /* [i] lowest byte of the kernel stack */
	struct process *process;    /* [i] NULL for a kernel thread */
#ifdef CONFIG_THREADS
	struct task *task;          /* [o] of the process: what it keeps for this thread */
#endif
	struct aspace *aspace;      /* [o] user address space, NULL for a kernel thread */
	void (*entry)(void *);      /* [i] */
	void *argument;             /* [i] */
	const char *name;           /* [i] */
};

/* thread_current - the thread that executes this. Any context after start-up. */
static inline struct thread *thread_current(void)
{
	return arch_thread_current();
}

/*
 * thread_create - make a kernel thread that will run entry(argument); it is not yet runnable.
 *
 * Returns the thread, or NULL without memory. A thread whose entry returns ends. May sleep.
 */
struct thread *thread_create(const char *name, void (*entry)(void *), void *argument);

/*
 * thread_new - the same, with room for the user registers of a process when `user`.
 * thread_discard - free a thread that was never started.
 */
struct thread *thread_new(const char *name, void (*entry)(void *), void *argument, bool user);
void thread_discard(struct thread *thread);

/*
 * thread_start - make a new thread runnable. Any context.
 * thread_start_here - the same, for this hart to run when the caller next waits or its slice ends;
 * other harts only help when there is more to run than that.
 */
void thread_start(struct thread *thread);
void thread_start_here(struct thread *thread);

/* thread_exit - end the calling thread. The next thread_new() frees what is left of it. */
__noreturn void thread_exit(void);

/*
 * thread_exit_unlock - the same for a thread that somebody waits for: `lock`, taken by the caller,
 * is released when the thread can be reaped by whoever takes it next.
 */
__noreturn void thread_exit_unlock(struct spinlock *lock);

/* thread_reap - free a thread that has left by thread_exit_unlock(). */
void thread_reap(struct thread *thread);

/*
 * thread_exit_unlock_orphan - thread_exit_unlock() for one that nobody waits for: the next
 * thread_new() frees it.
 */
__noreturn void thread_exit_unlock_orphan(struct spinlock *lock);

/* thread_reap_orphans - free those for whom nobody waited. */
void thread_reap_orphans(void);

/* thread_yield - let other runnable threads go first. May sleep. */
void thread_yield(void);

/*
 * thread_sleep_until - sleep until time_now() reaches `deadline`.
 * Returns 0 or -EINTR. May sleep.
 */
int thread_sleep_until(uint64_t deadline);

/* thread_interrupt - end an interruptible sleep of `thread`, now or the next. Any context. */
void thread_interrupt(struct thread *thread);

/* thread_interrupted - does a signal wait for the calling thread to leave the kernel? */
bool thread_interrupted(void);

/* thread_uninterrupt - the calling thread has seen to its signals. Any context. */
void thread_uninterrupt(void);

#ifdef CONFIG_SCHED_SMP
/*
 * thread_bind - let `thread` run on these harts only, a bit for each logical number; it moves when
 * it is elsewhere. Returns 0, or -EINVAL when none of them is there. Any context.
 * thread_harts - those of them that are there.
 */
int thread_bind(struct thread *thread, uint64_t harts);
uint64_t thread_harts(const struct thread *thread);
#else
static inline int thread_bind(struct thread *thread, uint64_t harts)
{
	return harts & 1 ? 0 : -EINVAL;
}

static inline uint64_t thread_harts(const struct thread *thread)
{
	return 1;
}
#endif
