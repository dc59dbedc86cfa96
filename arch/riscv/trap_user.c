/*
 * Traps that come out of user mode.
 */
#include "riscv.h"

#include <arch/fpu.h>
#include <arch/irq.h>

/* What each exception means to the rest of the kernel, by scause. */
static const uint8_t kinds[] = {
	[CAUSE_INSN_MISALIGNED] = TRAP_MISALIGNED,
	[CAUSE_INSN_ACCESS] = TRAP_ACCESS,
	[CAUSE_ILLEGAL] = TRAP_ILLEGAL,
	[CAUSE_BREAKPOINT] = TRAP_BREAKPOINT,
	[CAUSE_LOAD_MISALIGNED] = TRAP_MISALIGNED,
	[CAUSE_LOAD_ACCESS] = TRAP_ACCESS,
	[CAUSE_STORE_MISALIGNED] = TRAP_MISALIGNED,
	[CAUSE_STORE_ACCESS] = TRAP_ACCESS,
	[CAUSE_USER_ECALL] = TRAP_SYSCALL,
	[9] = TRAP_UNKNOWN,
	[10] = TRAP_UNKNOWN,
	[11] = TRAP_UNKNOWN,
	[CAUSE_INSN_PAGE] = TRAP_PAGE_EXECUTE,
	[CAUSE_LOAD_PAGE] = TRAP_PAGE_READ,
	[14] = TRAP_UNKNOWN,
	[CAUSE_STORE_PAGE] = TRAP_PAGE_WRITE,
};

static void user_exception(struct trap_frame *frame, reg_t cause)
{
	enum trap_kind kind = cause < ARRAY_SIZE(kinds) ? kinds[cause] : TRAP_UNKNOWN;

	if (kind == TRAP_ILLEGAL && arch_fpu_first_use(frame))
		return;
	trap_user(frame, kind, csr_read(stval));
}

void riscv_trap_from_user(struct trap_frame *frame)
{
	reg_t cause = csr_read(scause);

	if (likely(cause == CAUSE_USER_ECALL)) {
		frame->pc += 4;
		trap_user(frame, TRAP_SYSCALL, 0);
	} else if (cause >> CAUSE_INTERRUPT_SHIFT) {
		riscv_interrupt(cause);
	} else {
		user_exception(frame, cause);
	}
	riscv_before_user(frame);
}

void riscv_before_user(struct trap_frame *frame)
{
	arch_irq_disable();
	trap_user_return(frame);
}

void arch_frame_init(struct trap_frame *frame, uaddr_t pc, uaddr_t sp)
{
	*frame = (struct trap_frame){ .pc = pc, .status = SSTATUS_SPIE };
	frame->x[X_SP] = sp;
}
