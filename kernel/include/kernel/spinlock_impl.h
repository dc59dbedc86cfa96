/*
 * What a spinlock is made of: a word on several harts, nothing on one.
 *
 * The word is 1 while somebody holds the lock. A hart that waits only reads it until it is 0 and
 * then tries again. The lock is not fair, on purpose: tickets hand it to a certain hart, and where
 * that is an emulated one that the host is not running just now, all others wait for the host's
 * scheduler.
 */
#pragma once

#include <kernel/lockdep.h>
#include <lib/compiler.h>
#include <lib/types.h>

#ifdef CONFIG_SMP
#define SPIN_WORD uint32_t held;
#define SPIN_WORD_OF(lock) (&(lock)->held)

static __always_inline void spin_word_acquire(uint32_t *held)
{
	while (__atomic_exchange_n(held, 1, __ATOMIC_ACQUIRE))
		while (__atomic_load_n(held, __ATOMIC_RELAXED))
			;
}

static __always_inline void spin_word_release(uint32_t *held)
{
	__atomic_store_n(held, 0, __ATOMIC_RELEASE);
}
#else
#define SPIN_WORD
#define SPIN_WORD_OF(lock) NULL

static __always_inline void spin_word_acquire(uint32_t *held)
{
	__asm__ volatile("" : : : "memory");
}

static __always_inline void spin_word_release(uint32_t *held)
{
	__asm__ volatile("" : : : "memory");
}
#endif

struct spinlock {
	SPIN_WORD
	struct lockdep_lock dep; /* empty without LOCKDEP */
};

/* spin_acquire, spin_release - the lock itself, by those who have masked interrupts. */
static __always_inline void spin_acquire(struct spinlock *lock)
{
	lockdep_spin_acquire(&lock->dep);
	spin_word_acquire(SPIN_WORD_OF(lock));
}

static __always_inline void spin_release(struct spinlock *lock)
{
	lockdep_release(&lock->dep);
	spin_word_release(SPIN_WORD_OF(lock));
}
