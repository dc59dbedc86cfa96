#pragma once

static inline long arch_frame_syscall_number(const struct trap_frame *frame)
{
	return (long)frame->x[X_A7];
}

static inline void arch_frame_set_result(struct trap_frame *frame, long result)
{
	frame->x[X_A0] = (reg_t)result;
}

static inline void arch_frame_set_sp(struct trap_frame *frame, uaddr_t sp)
{
	frame->x[X_SP] = sp;
}

static inline uintptr_t arch_frame_fp(const struct trap_frame *frame)
{
	return frame->x[X_FP];
}

static inline void arch_frame_set_tls(struct trap_frame *frame, uaddr_t tls)
{
	frame->x[X_TP] = tls;
}

static inline uaddr_t arch_frame_sp(const struct trap_frame *frame)
{
	return frame->x[X_SP];
}

static inline void arch_frame_call_again(struct trap_frame *frame, reg_t first)
{
	frame->pc -= 4; /* an ecall is never compressed */
	frame->x[X_A0] = first;
}

static inline void arch_frame_set_syscall_number(struct trap_frame *frame, long number)
{
	frame->x[X_A7] = (reg_t)number;
}

#define ARCH_FRAME_REGISTERS 32
_Static_assert(offsetof(struct trap_frame, status) == ARCH_FRAME_REGISTERS * sizeof(reg_t),
	       "pc and x1 to x31 come first, as in the ABI's frame");

static inline reg_t *arch_frame_registers(struct trap_frame *frame)
{
	return &frame->pc;
}

static inline void arch_frame_enter(struct trap_frame *frame, uaddr_t function, uaddr_t sp,
				    uaddr_t back, const reg_t arguments[3])
{
	frame->pc = function;
	frame->x[X_SP] = sp;
	frame->x[X_RA] = back;
	for (unsigned int i = 0; i < 3; i++)
		frame->x[X_A0 + i] = arguments[i];
}

/* li a7, 139; ecall: what debuggers take for the end of a signal handler. */
#define ARCH_SIGRETURN_CODE 0x08b00893, 0x00000073

static inline const reg_t *arch_frame_arguments(const struct trap_frame *frame)
{
	return &frame->x[X_A0];
}

static inline uaddr_t arch_frame_pc(const struct trap_frame *frame)
{
	return frame->pc;
}

/* AT_HWCAP: a bit for each single-letter extension that programs may use. */
static inline unsigned long arch_hwcap(void)
{
	unsigned long base =
		1ul << ('i' - 'a') | 1ul << ('m' - 'a') | 1ul << 0 | 1ul << ('c' - 'a');

	return IS_ENABLED(CONFIG_FPU) ? base | 1ul << ('f' - 'a') | 1ul << ('d' - 'a') : base;
}
