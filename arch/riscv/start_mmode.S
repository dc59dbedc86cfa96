/*
 * Entry in machine mode (`-bios none`): prepare the hart, then drop to supervisor mode.
 *
 * Every hart comes here, with its id in a0 and the device tree in a1. Hart 0 goes on at once; the
 * others sleep until the boot hart names them in machine_areas[] and sends a software interrupt.
 * All of this runs at physical addresses, for ever: no absolute pointer is used, only pc-relative
 * ones.
 * RISC-V privileged specification, chapter 3.
 */
#include <arch/impl/csr.h>
#include <arch/impl/frame.h>
#include <arch/impl/layout.h>
#include <arch/impl/machine.h>

	.section .text.entry, "ax"
	.globl _start
_start:
	csrr	a0, mhartid
	csrw	mie, zero

	/* One PMP entry opens all of memory to supervisor and user mode. */
	li	t0, -1
	csrw	pmpaddr0, t0
	li	t0, 0x1f
	csrw	pmpcfg0, t0

	/* Everything a supervisor can handle goes to it; counters are open to all modes. */
	li	t0, 0xb1ff
	csrw	medeleg, t0
	li	t0, IRQ_BIT_SSI | IRQ_BIT_STI | IRQ_BIT_SEI
	csrw	mideleg, t0
	li	t0, 7
	csrw	mcounteren, t0
	csrw	scounteren, t0
	csrw	satp, zero
	machine_timer_open

	la	t0, machine_vector
	csrw	mtvec, t0
	li	t0, MSTATUS_MPP_MASK
	csrc	mstatus, t0
	li	t0, MSTATUS_MPP_S
	csrs	mstatus, t0

	machine_wait_for_start
	la	t0, supervisor_start
	machine_area_open
	csrw	mepc, t0
	mret

	machine_vector_code
