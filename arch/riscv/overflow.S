/*
 * A trap found no room on its kernel stack. Say so on a stack of its own. sscratch, which is the
 * trapped t0, becomes zero again, as another trap may expect it in the kernel.
 */
	.text
	.globl riscv_stack_overflow
riscv_stack_overflow:
	mv	a0, sp
	csrr	a1, sepc
	csrw	sscratch, zero
	la	sp, overflow_stack_end
	li	s0, 0
	call	trap_stack_overflow

	.section .bss.overflow_stack, "aw", @nobits
	.balign	16
	.zero	2048
overflow_stack_end:
