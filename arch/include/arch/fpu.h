/*
 * Floating-point registers of programs. The kernel uses none. A program starts with the unit off;
 * its first instruction traps, gets cleared registers and is tried again. From then on the
 * registers are saved and restored with the thread, saved only when they were changed.
 */
#pragma once

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
#else
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
