/*
 * What the tests of threads share: threads by the bare call, since the C library knows of none. In
 * one nothing but system calls, memory and EXPECT are used; errno is common to all.
 */
#pragma once

#include "usertests.h"

#include <abi/futex.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

/* The waits and wake-ups of one process alone. */
#define FUTEX_WAIT_PRIVATE	  (FUTEX_WAIT | FUTEX_PRIVATE_FLAG)
#define FUTEX_WAKE_PRIVATE	  (FUTEX_WAKE | FUTEX_PRIVATE_FLAG)
#define FUTEX_WAIT_BITSET_PRIVATE (FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG)
#define FUTEX_WAKE_BITSET_PRIVATE (FUTEX_WAKE_BITSET | FUTEX_PRIVATE_FLAG)
#define FUTEX_CMP_REQUEUE_PRIVATE (FUTEX_CMP_REQUEUE | FUTEX_PRIVATE_FLAG)

#define THREAD_FLAGS                                                                               \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |        \
	 CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)
#define THREAD_STACK 16384

struct thread {
	volatile int tid;   /* as the parent was told; 0 again when the thread has ended */
	int number;	    /* the same, and stays */
	uintptr_t pointer;  /* what tp is to be */
	char stack[THREAD_STACK] __attribute__((aligned(16)));
};

long thread_begin(unsigned long flags, void *stack, volatile int *parent_tid, void *tls,
		  volatile int *child_tid, int (*run)(void *), void *argument);
uintptr_t thread_register(void);

/* thread_start - begin one; fails the test if there is none. thread_join - wait for its end. */
void thread_start(struct thread *thread, int (*run)(void *), void *argument);
void thread_join(struct thread *thread);

/* thread_id - of the calling thread. */
int thread_id(void);

/* end_thread - end the calling thread alone. */
_Noreturn void end_thread(int status);

/* futex - the call, giving -errno in place of -1. */
long futex(volatile void *word, int op, unsigned int value, const struct timespec *timeout,
	   volatile void *second, unsigned int third);

/* wait_until - sleep until *word is `value`, for a limited time. */
void wait_until(volatile int *word, int value);

static inline int add(volatile int *word, int value)
{
	return __atomic_add_fetch(word, value, __ATOMIC_SEQ_CST);
}
