/*
 * Floating-point registers of programs. The kernel uses none. A program starts with the unit off;
 * its first instruction traps, gets cleared registers and is tried again. From then on the
 * registers are saved and restored with the thread, saved only when they were changed.
 */
#pragma once

#include <arch/thread.h>
#include <lib/types.h>

struct arch_thread;
struct trap_frame;

#ifdef CONFIG_FPU
/* arch_fpu_first_use - was the unit off? Then turn it on; the instruction is to be tried again. */
bool arch_fpu_first_use(struct trap_frame *frame);

/* arch_fpu_switch - exchange the registers as far as needed. In arch_thread_switch(). */
void arch_fpu_switch(struct arch_thread *previous, struct arch_thread *next);

/* arch_fpu_fork - give a new thread the registers that the running one has now. */
void arch_fpu_fork(struct arch_thread *child);

/*
 * arch_fpu_memory - the running thread's registers in memory, as the ABI's signal frame has them:
 * ARCH_FPU_SIZE bytes that nothing else changes until the thread is back in user mode.
 * arch_fpu_changed - they have been changed there: the registers are to follow.
 */
void *arch_fpu_memory(void);
void arch_fpu_changed(void);
#define ARCH_FPU_SIZE sizeof(struct fpu_state)
#else
#define ARCH_FPU_SIZE 0

static inline void *arch_fpu_memory(void)
{
	return NULL;
}

static inline void arch_fpu_changed(void)
{
}

static inline bool arch_fpu_first_use(struct trap_frame *frame)
{
	return false;
}

static inline void arch_fpu_switch(struct arch_thread *previous, struct arch_thread *next)
{
}

static inline void arch_fpu_fork(struct arch_thread *child)
{
}
#endif
