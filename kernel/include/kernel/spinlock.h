/*
 * Spinlocks: mutual exclusion between harts, and against interrupts on this one.
 *
 * spin_lock() masks interrupts and returns the state they were in; spin_unlock() takes it back, so
 * locks are released in the reverse order of taking. With one hart the structure is empty and only
 * the masking is left. Sleeping with a spinlock held is a bug. Initialise with SPINLOCK_INIT or by
 * zeroed memory.
 */
#pragma once

#include <arch/irq.h>
#include <lib/compiler.h>
#include <kernel/spinlock_impl.h>

#define SPINLOCK_INIT {}

typedef irq_state_t irq_key_t;

/* spin_lock - mask interrupts, then wait for the lock. Returns the key for spin_unlock(). */
static __always_inline irq_key_t spin_lock(struct spinlock *lock)
{
	irq_key_t key = arch_irq_save();

	spin_acquire(lock);
	return key;
}

/* spin_unlock - release the lock, then put interrupts back as they were. */
static __always_inline void spin_unlock(struct spinlock *lock, irq_key_t key)
{
	spin_release(lock);
	arch_irq_restore(key);
}
