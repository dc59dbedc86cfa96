/*
 * Sleeping locks, for what is held over disk waits and user copies.
 *
 * Taken and released by threads only; the holder may sleep. Not recursive. Zeroed memory is not an
 * initialised mutex: use mutex_init() or MUTEX_INIT.
 */
#pragma once

#include <kernel/spinlock.h>
#include <kernel/waitq.h>

struct mutex {
	struct spinlock guard;
	struct thread *owner; /* NULL when free; guarded by `guard` */
	struct waitq waiters;
	struct lockdep_lock dep; /* empty without LOCKDEP */
};

#define MUTEX_INIT(name) { .waiters = WAITQ_INIT((name).waiters) }

void mutex_init(struct mutex *mutex);

/* mutex_lock - wait until the mutex is free and take it. Not interruptible. May sleep. */
void mutex_lock(struct mutex *mutex);

/* mutex_trylock - take the mutex if it is free. Returns whether it was. Never sleeps. */
bool mutex_trylock(struct mutex *mutex);

/* mutex_unlock - release, and let the first waiter try or have it. The caller is the owner. */
void mutex_unlock(struct mutex *mutex);

/* mutex_is_mine - does the calling thread hold it? For assertions. */
bool mutex_is_mine(const struct mutex *mutex);
