/*
 * Assembly macros that save and restore the registers of a trap frame. sp points at the frame; sp
 * and tp themselves are the caller's business.
 */
#pragma once

#include <arch/impl/csr.h>
#include <arch/impl/frame.h>

	.macro save_registers
	sd	x1, FRAME_X(1)(sp)
	sd	x3, FRAME_X(3)(sp)
	.irp n, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
	sd	x\n, FRAME_X(\n)(sp)
	.endr
	.irp n, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	sd	x\n, FRAME_X(\n)(sp)
	.endr
	.endm

	.macro restore_registers
	ld	x1, FRAME_X(1)(sp)
	ld	x3, FRAME_X(3)(sp)
	.irp n, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
	ld	x\n, FRAME_X(\n)(sp)
	.endr
	.irp n, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	ld	x\n, FRAME_X(\n)(sp)
	.endr
	.endm

	/* The interrupted pc and status; t0 and t1 are free. */
	.macro save_status
	csrr	t0, sepc
	csrr	t1, sstatus
	sd	t0, FRAME_PC(sp)
	sd	t1, FRAME_STATUS(sp)
	.endm

	.macro restore_status
	ld	t0, FRAME_PC(sp)
	ld	t1, FRAME_STATUS(sp)
	csrw	sepc, t0
	csrw	sstatus, t1
	.endm

#ifdef CONFIG_MMU
/*
 * A stack is the upper half of a piece twice its size and so aligned, with nothing mapped below:
 * when there is no room for a frame, this bit of its address is clear. sscratch is not used in the
 * kernel.
 */
	.macro check_stack
	csrw	sscratch, t0
	addi	t0, sp, -FRAME_SIZE
	slli	t0, t0, 63 - KSTACK_SHIFT
	bgez	t0, riscv_stack_overflow
	csrr	t0, sscratch
	csrw	sscratch, zero
	.endm
#else
	.macro check_stack
	.endm
#endif

	/* A trap out of the kernel: the frame goes onto the running stack. */
	.macro kernel_trap_body
	check_stack
	addi	sp, sp, -FRAME_SIZE
	save_registers
	sd	tp, FRAME_X(4)(sp)
	addi	t0, sp, FRAME_SIZE
	sd	t0, FRAME_X(2)(sp)
	save_status
	mv	a0, sp
	call	riscv_trap_from_kernel
	restore_status
	restore_registers
	addi	sp, sp, FRAME_SIZE
	sret
	.endm
