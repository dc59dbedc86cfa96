/*
 * One-time initialisation: whoever comes first does it, whoever comes meanwhile waits, and later
 * callers only look at a flag. A zeroed structure has not run yet.
 */
#pragma once

#include <kernel/spinlock.h>
#include <lib/types.h>

struct once {
	struct spinlock lock;
	bool done; /* set with `lock` held, after the work; read by anybody */
};

/*
 * once_run - call `function` unless that has been done; it has run when this returns. Any context;
 * `function` must not sleep.
 */
static inline void once_run(struct once *once, void (*function)(void))
{
	irq_key_t key;

	if (likely(__atomic_load_n(&once->done, __ATOMIC_ACQUIRE)))
		return;
	key = spin_lock(&once->lock);
	if (!once->done) {
		function();
		__atomic_store_n(&once->done, true, __ATOMIC_RELEASE);
	}
	spin_unlock(&once->lock, key);
}
