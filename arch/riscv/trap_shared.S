/*
 * Traps under KERNEL_MAP_SHARED: the kernel is mapped in every address space, so all that is to do
 * is to find a stack and save the registers.
 *
 * sscratch is zero in the kernel and holds the current thread in user mode; tp is the current
 * thread in the kernel and the program's own in user mode.
 */
#include <arch/impl/save.h>

	.text
	.balign 4
	.globl riscv_trap_entry
riscv_trap_entry:
	csrrw	tp, sscratch, tp
	beqz	tp, from_kernel

	sd	sp, THREAD_USER_SP(tp)
	ld	sp, THREAD_KERNEL_SP(tp)
	save_registers
	ld	t0, THREAD_USER_SP(tp)
	csrrw	t1, sscratch, zero
	sd	t0, FRAME_X(2)(sp)
	sd	t1, FRAME_X(4)(sp)
	la	gp, __global_pointer$
	save_status
	li	s0, 0
	mv	a0, sp
	call	riscv_trap_from_user

	.globl riscv_return_to_user
riscv_return_to_user:
	restore_status
	csrw	sscratch, tp
	ld	tp, FRAME_X(4)(sp)
	restore_registers
	ld	sp, FRAME_X(2)(sp)
	sret

from_kernel:
	csrrw	tp, sscratch, zero
	kernel_trap_body

	/* arch_user_enter - drop whatever is on the kernel stack and leave. */
	.globl arch_user_enter
arch_user_enter:
	csrci	sstatus, SSTATUS_SIE
	ld	sp, THREAD_KERNEL_SP(tp)
	mv	a0, sp
	call	riscv_before_user
	j	riscv_return_to_user
