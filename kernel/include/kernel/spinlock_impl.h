/*
 * What a spinlock is made of: tickets on several harts, nothing on one.
 *
 * A hart takes the next ticket and waits until it is served, so the lock is fair: nobody starves.
 * `serving` trails `next`; they are equal when the lock is free.
 */
#pragma once

#include <lib/compiler.h>
#include <lib/types.h>

#ifdef CONFIG_SMP
struct spinlock {
	uint32_t next;
	uint32_t serving;
};

static __always_inline void spin_acquire(struct spinlock *lock)
{
	uint32_t ticket = __atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED);

	while (__atomic_load_n(&lock->serving, __ATOMIC_ACQUIRE) != ticket)
		;
}

static __always_inline void spin_release(struct spinlock *lock)
{
	__atomic_store_n(&lock->serving, lock->serving + 1, __ATOMIC_RELEASE);
}
#else
struct spinlock {
};

static __always_inline void spin_acquire(struct spinlock *lock)
{
	__asm__ volatile("" : : : "memory");
}

static __always_inline void spin_release(struct spinlock *lock)
{
	__asm__ volatile("" : : : "memory");
}
#endif
