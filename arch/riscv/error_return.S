/*
 * ERROR_TRACE: where the functions of the kernel's C code return, by error_return.h. The result is
 * in a0, and in a1 when it has two words; t0 lies behind the end of the function, ra in its caller,
 * whose frame pointer and stack are those here.
 *
 * While nobody wants to know, nothing else is touched: that is so before there are threads, too.
 */
#include <arch/impl/frame.h>

	.text
	.globl riscv_error_return
riscv_error_return:
	lw	t1, error_trace_count
	beqz	t1, 1f
	addi	sp, sp, -32
	sd	ra, 0(sp)
	sd	a0, 8(sp)
	sd	a1, 16(sp)
	addi	a1, t0, -4
	mv	a2, ra
	addi	a3, sp, 32
	mv	a4, s0
	call	error_trace_return
	ld	ra, 0(sp)
	ld	a0, 8(sp)
	ld	a1, 16(sp)
	addi	sp, sp, 32
1:
	jr	ra
