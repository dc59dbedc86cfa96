/*
 * LOCKDEP: checks the order in which locks are taken, and where. See kernel/debug/lockdep.c;
 * nothing of it is left without the option.
 */
#pragma once

#include <lib/types.h>

struct thread;

enum lockdep_kind {
	LOCKDEP_SPIN,
	LOCKDEP_MUTEX,
	LOCKDEP_TRY, /* a mutex that was free: nobody waited for it */
};

#ifdef CONFIG_LOCKDEP
/* The part that lies in each lock. Zeroed memory is a lock that has not been taken yet. */
struct lockdep_lock {
	uint16_t class; /* number of its class plus 1 */
};

#define LOCKDEP_DEPTH 16

/* A lock that a thread holds. */
struct lockdep_held {
	struct lockdep_lock *lock;
	uintptr_t pc; /* who took it */
	enum lockdep_kind kind;
};

/* The part that lies in each thread; its own alone but for sched_lock, which goes with the hart. */
struct lockdep_thread {
	struct lockdep_held held[LOCKDEP_DEPTH]; /* in the order of taking */
	unsigned int depth;
	unsigned int interrupts; /* how many are being served on its stack */
};

/* lockdep_init - a new lock, of the class of those that the code at `pc` initialises. */
void lockdep_init(struct lockdep_lock *lock, enum lockdep_kind kind, uintptr_t pc);

/*
 * lockdep_acquire - the caller is about to take `lock`; panics if that can deadlock. `pc` is who
 * asks. lockdep_release - the caller lets go of it. Any context.
 */
void lockdep_acquire(struct lockdep_lock *lock, enum lockdep_kind kind, uintptr_t pc);
void lockdep_release(struct lockdep_lock *lock);

/* lockdep_spin_acquire - lockdep_acquire() of a spinlock by the caller. */
void lockdep_spin_acquire(struct lockdep_lock *lock);

/* lockdep_may_sleep - the caller may sleep now: panics if it holds a spinlock but `except`. */
void lockdep_may_sleep(const struct lockdep_lock *except);

/* lockdep_switch - the hart goes from one thread to another, and the scheduler's lock with it. */
void lockdep_switch(struct thread *previous, struct thread *next);

/* lockdep_interrupt_enter / _exit - around the serving of an interrupt. */
void lockdep_interrupt_enter(void);
void lockdep_interrupt_exit(void);
#else
struct lockdep_lock {
};

struct lockdep_thread {
};

static inline void lockdep_init(struct lockdep_lock *lock, enum lockdep_kind kind, uintptr_t pc)
{
}

static inline void lockdep_acquire(struct lockdep_lock *lock, enum lockdep_kind kind, uintptr_t pc)
{
}

static inline void lockdep_spin_acquire(struct lockdep_lock *lock)
{
}

static inline void lockdep_release(struct lockdep_lock *lock)
{
}

static inline void lockdep_may_sleep(const struct lockdep_lock *except)
{
}

static inline void lockdep_switch(struct thread *previous, struct thread *next)
{
}

static inline void lockdep_interrupt_enter(void)
{
}

static inline void lockdep_interrupt_exit(void)
{
}
#endif
