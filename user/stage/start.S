/*
 * The first instructions of a program without the C library. a0 is what the kernel gave it.
 */
	.section .text._start, "ax", @progbits
	.globl _start
_start:
	.option push
	.option norelax
	la	gp, __global_pointer$
	.option pop
	li	fp, 0
	call	main
1:	j	1b
