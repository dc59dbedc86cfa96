/*
 * Traps that come out of the kernel itself, and interrupts from anywhere. The former are either
 * interrupts or mistakes of ours: an exception in the kernel is a panic.
 */
#include "riscv.h"

#include <arch/irq.h>

void arch_trap_init(void)
{
	csr_write(stvec, riscv_trap_entry);
}

void arch_trap_sources_enable(void)
{
	csr_set(sie, IRQ_BIT_SSI | IRQ_BIT_SEI);
}

void riscv_interrupt(reg_t cause)
{
	switch (cause & 0xff) {
	case CAUSE_SSI:
		csr_clear(sip, IRQ_BIT_SSI);
		riscv_software_interrupt();
		break;
	case CAUSE_STI:
		riscv_timer_quiet();
		timer_interrupt();
		break;
	case CAUSE_SEI:
		device_interrupt();
		break;
	}
}

static void kernel_exception(struct trap_frame *frame, reg_t cause)
{
	vaddr_t address = csr_read(stval);

	bool unmapped = cause == CAUSE_LOAD_PAGE || cause == CAUSE_STORE_PAGE;

	if (!unmapped || !trap_kernel_recover(address))
		trap_kernel_fault(frame, cause, address);
}

void riscv_trap_from_kernel(struct trap_frame *frame)
{
	reg_t cause = csr_read(scause);

	if (!(cause >> CAUSE_INTERRUPT_SHIFT)) {
		kernel_exception(frame, cause);
		return;
	}
	riscv_interrupt(cause);
	trap_preempt();
}
