/*
 * Wait queues: where threads stand that wait for something.
 *
 * The condition waited for is guarded by a spinlock of the caller's. waitq_sleep() puts the thread
 * on the queue before it lets that lock go, so whoever changes the condition under the lock and
 * then wakes the queue can not be missed. As conditions may change again before a woken thread
 * runs, sleepers test in a loop:
 *
 *	key = spin_lock(&lock);
 *	while (!condition)
 *		if ((error = waitq_sleep(&queue, &lock, &key)) < 0)
 *			break;
 *	...
 *	spin_unlock(&lock, key);
 */
#pragma once

#include <kernel/spinlock.h>
#include <lib/list.h>
#include <lib/types.h>

struct thread;

struct waitq {
	struct list
		sleepers; /* of struct thread, first come first; guarded by the scheduler's lock */
};

#define WAITQ_INIT(name)                                                                           \
	{                                                                                          \
		LIST_INIT((name).sleepers)                                                         \
	}

void waitq_init(struct waitq *queue);

/*
 * waitq_sleep - wait to be woken; a signal for the process ends the wait.
 *
 * Returns 0 when woken and -EINTR when interrupted. `lock` (with its key) is released while
 * asleep and held again on return. Context: a thread, with `lock` as the only spinlock.
 */
int waitq_sleep(struct waitq *queue, struct spinlock *lock, irq_key_t *key);

/*
 * waitq_sleep_uninterruptible - the same, for waits that are short by nature (a disk, a lock).
 * waitq_sleep_first - the same, before all who sleep there already.
 */
void waitq_sleep_uninterruptible(struct waitq *queue, struct spinlock *lock, irq_key_t *key);
void waitq_sleep_first(struct waitq *queue, struct spinlock *lock, irq_key_t *key);

/*
 * waitq_sleep_until - like waitq_sleep(), but at most until `deadline` (time_now() units).
 * Returns 0, -EINTR or -ETIMEDOUT.
 */
int waitq_sleep_until(struct waitq *queue, struct spinlock *lock, irq_key_t *key,
		      uint64_t deadline);

/*
 * waitq_wake_one / waitq_wake_all - make the first sleeper, or all, runnable.
 *
 * Context: any, interrupts included. The caller holds the lock that the sleepers gave to
 * waitq_sleep(), or has held it since changing the condition.
 */
void waitq_wake_one(struct waitq *queue);
void waitq_wake_all(struct waitq *queue);

/*
 * waitq_wake_all_here - like waitq_wake_all(), by a thread that is about to leave its hart to
 * them.
 */
void waitq_wake_all_here(struct waitq *queue);

/*
 * waitq_is_empty - does nobody sleep there?
 * waitq_first - who would be woken by waitq_wake_one(), when somebody sleeps there.
 *
 * The caller holds the lock of the sleepers, none of whom sleeps in an interruptible way.
 */
static inline bool waitq_is_empty(const struct waitq *queue)
{
	return list_empty(&queue->sleepers);
}

struct thread *waitq_first(struct waitq *queue);
