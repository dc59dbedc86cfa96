/*
 * Run queues: threads that are ready and wait for a hart. SCHED_GLOBAL has one for all harts,
 * SCHED_PERHART one for each; behind this interface the scheduler is the same. All functions are
 * called with sched_lock held.
 */
#pragma once

#include <lib/list.h>
#include <lib/types.h>

struct cpu;
struct thread;

#ifdef CONFIG_SCHED_PERHART
/* The part of it that lies in struct cpu. */
struct run_queue {
	struct list threads;
	unsigned int length;
};

/*
 * run_queue_balance - take a thread over from a hart with at least two more that wait. Called when
 * a slice is over: a hart that never idles would not notice otherwise.
 */
void run_queue_balance(struct cpu *cpu);
#else
struct run_queue {
};

static inline void run_queue_balance(struct cpu *cpu)
{
}
#endif

/* run_queue_init - at start-up, once. */
void run_queue_init(void);

/* run_queue_add - let `thread` wait, behind all others, for `preferred` if it may run there. */
void run_queue_add(struct thread *thread, struct cpu *preferred);

/* run_queue_remove - take a thread that waits off its queue. */
void run_queue_remove(struct thread *thread);

/* run_queue_take - take off the queue whom `cpu` should run next; NULL: nobody that it may run. */
struct thread *run_queue_take(struct cpu *cpu);

/*
 * run_queue_first - whom `cpu` should run next of those that wait for it, or NULL.
 * run_queue_next - whom it should run after `thread`, one of them, or NULL.
 * run_queue_any - the same, but where it could take over somebody who waits for another hart, too.
 */
struct thread *run_queue_first(struct cpu *cpu);
struct thread *run_queue_next(struct cpu *cpu, struct thread *thread);
struct thread *run_queue_any(struct cpu *cpu);
