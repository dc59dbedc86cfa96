/*
 * Traps under KERNEL_MAP_ISOLATED: user mode runs on a page table of its own, in which only this
 * trampoline and the save areas of the harts are mapped besides the program.
 *
 * In user mode sscratch holds the address of the hart's save area and stvec the trampoline; in the
 * kernel stvec is riscv_trap_entry and sscratch is not used.
 */
#include <arch/impl/save.h>
#include <arch/impl/trampoline.h>

	.section .trampoline, "ax"
	.balign 64 /* as it is no longer than that, it does not cross a page */
	.globl trampoline_entry
trampoline_entry:
	csrrw	tp, sscratch, tp
	sd	sp, SAVE_SP(tp)
	sd	t0, SAVE_T0(tp)
	ld	t0, SAVE_KERNEL_SATP(tp)
	csrw	satp, t0
	sfence.vma
	ld	t0, SAVE_ENTRY(tp)
	ld	sp, SAVE_KERNEL_SP(tp)
	jr	t0

	/* tp: save area, in which the user's sp, t0 and tp stand ready. */
	.globl trampoline_exit
trampoline_exit:
	ld	t0, SAVE_USER_SATP(tp)
	csrw	satp, t0
	sfence.vma
	ld	sp, SAVE_SP(tp)
	ld	t0, SAVE_T0(tp)
	ld	tp, SAVE_TP(tp)
	sret
	.if	. - trampoline_entry > 64
	.error	"the trampoline may cross a page"
	.endif

	.text
	.globl isolated_entry
isolated_entry:
	save_registers
	ld	t0, SAVE_T0(tp)
	ld	t1, SAVE_SP(tp)
	sd	t0, FRAME_X(5)(sp)
	sd	t1, FRAME_X(2)(sp)
	csrr	t1, sscratch
	sd	t1, FRAME_X(4)(sp)
	ld	tp, SAVE_THREAD(tp)
	la	gp, __global_pointer$
	la	t0, riscv_trap_entry
	csrw	stvec, t0
	save_status
	li	s0, 0
	mv	a0, sp
	call	riscv_trap_from_user

riscv_return_to_user:
	call	riscv_trampoline_prepare
	restore_status
	csrw	sscratch, a0
	mv	tp, a0
	ld	t0, FRAME_X(2)(sp)
	ld	t1, FRAME_X(4)(sp)
	ld	t2, FRAME_X(5)(sp)
	sd	t0, SAVE_SP(tp)
	sd	t1, SAVE_TP(tp)
	sd	t2, SAVE_T0(tp)
	restore_registers
	la	t0, trampoline_exit_address
	ld	t0, 0(t0)
	jr	t0

	.balign 4
	.globl riscv_trap_entry
riscv_trap_entry:
	kernel_trap_body

	/* arch_user_enter - drop whatever is on the kernel stack and leave. */
	.globl arch_user_enter
arch_user_enter:
	csrci	sstatus, SSTATUS_SIE
	ld	sp, THREAD_KERNEL_SP(tp)
	mv	a0, sp
	call	riscv_before_user
	j	riscv_return_to_user
