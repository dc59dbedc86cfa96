/*
 * What a spinlock is made of: a word on several harts, nothing on one.
 *
 * The word is 1 while somebody holds the lock. A hart that waits only reads it until it is 0 and
 * then tries again. The lock is not fair, on purpose: tickets hand it to a certain hart, and where
 * that is an emulated one that the host is not running just now, all others wait for the host's
 * scheduler.
 */
#pragma once

#include <lib/compiler.h>
#include <lib/types.h>

#ifdef CONFIG_SMP
struct spinlock {
	uint32_t held;
};

static __always_inline void spin_acquire(struct spinlock *lock)
{
	while (__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE))
		while (__atomic_load_n(&lock->held, __ATOMIC_RELAXED))
			;
}

static __always_inline void spin_release(struct spinlock *lock)
{
	__atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}
#else
struct spinlock {};

static __always_inline void spin_acquire(struct spinlock *lock)
{
	__asm__ volatile("" : : : "memory");
}

static __always_inline void spin_release(struct spinlock *lock)
{
	__asm__ volatile("" : : : "memory");
}
#endif
