/*
 * Making and switching threads. A struct thread begins with its struct arch_thread, which is all
 * that is known of it here.
 */
#include "riscv.h"

#include <arch/fpu.h>
#include <arch/thread.h>

_Static_assert(offsetof(struct arch_thread, ra) == THREAD_RA, "layout");
_Static_assert(offsetof(struct arch_thread, sp) == THREAD_SP, "layout");
_Static_assert(offsetof(struct arch_thread, s) == THREAD_S(0), "layout");
_Static_assert(offsetof(struct arch_thread, kernel_sp) == THREAD_KERNEL_SP, "layout");
_Static_assert(offsetof(struct arch_thread, user_sp) == THREAD_USER_SP, "layout");
_Static_assert(sizeof(struct trap_frame) == FRAME_SIZE, "layout");
_Static_assert(offsetof(struct trap_frame, status) == FRAME_STATUS, "layout");

void riscv_context_switch(struct arch_thread *previous, struct arch_thread *next);

void arch_thread_init(struct arch_thread *thread, vaddr_t stack_top, bool user)
{
	thread->kernel_sp = stack_top - FRAME_SIZE;
	thread->sp = thread->kernel_sp;
	thread->ra = (reg_t)thread_begin;
	thread->user = user;
	if (IS_ENABLED(CONFIG_PROC) && user)
		arch_frame_init(arch_thread_frame(thread), 0, 0);
}

void arch_thread_switch(struct arch_thread *previous, struct arch_thread *next)
{
	arch_fpu_switch(previous, next);
	riscv_context_switch(previous, next);
}
