/*
 * arch_thread_switch(previous, next): keep what a function call keeps, exchange the stacks.
 */
#include <arch/impl/frame.h>

	.text
	.globl riscv_context_switch
riscv_context_switch:
	sd	ra, THREAD_RA(a0)
	sd	sp, THREAD_SP(a0)
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	sd	s\n, THREAD_S(\n)(a0)
	.endr
	ld	ra, THREAD_RA(a1)
	ld	sp, THREAD_SP(a1)
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	ld	s\n, THREAD_S(\n)(a1)
	.endr
	mv	tp, a1
	ret
