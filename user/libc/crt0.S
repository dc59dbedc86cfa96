/*
 * The first instructions of a program. The kernel enters with the stack pointer at argc, behind
 * which lie argv, the environment and the auxiliary vector.
 */
	.section .text._start, "ax", @progbits
	.globl _start
	.type _start, @function
_start:
	.cfi_startproc
	.cfi_undefined ra
	.option push
	.option norelax
	la gp, __global_pointer$
	.option pop
	mv a0, sp
	andi sp, sp, -16
	li fp, 0
	tail libc_start
	.cfi_endproc
	.size _start, . - _start

	.section .note.GNU-stack, "", @progbits
