#pragma once

#include <arch/impl/fpu_state.h>
#include <arch/impl/frame.h>

struct trap_frame {
	reg_t pc;
	reg_t x[31]; /* x1 to x31 */
	reg_t status;
	reg_t reserved;
};

/* Indices into trap_frame.x of the registers that C code names. */
enum {
	X_RA = 0,
	X_SP = 1,
	X_GP = 2,
	X_TP = 3,
	X_FP = 7,
	X_A0 = 9,
	X_A7 = 16,
};

struct arch_thread {
	reg_t ra; /* saved over arch_thread_switch() */
	reg_t sp;
	reg_t s[12];
	reg_t kernel_sp;
	reg_t user_sp;
	bool user; /* it has a frame of user registers */
	struct fpu_state fpu;
};

static inline struct thread *arch_thread_current(void)
{
	struct thread *thread;

	__asm__("mv %0, tp" : "=r"(thread));
	return thread;
}

static inline struct trap_frame *arch_thread_frame(struct arch_thread *thread)
{
	return (struct trap_frame *)thread->kernel_sp;
}
