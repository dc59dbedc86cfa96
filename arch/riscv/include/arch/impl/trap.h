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
