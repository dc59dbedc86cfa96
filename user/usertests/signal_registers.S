/*
 * Registers over a handler. Each function sends SIGUSR1 to the process a0, its own, with something
 * in registers that no compiled code touches in between.
 */
#define SYS_kill 129
#define SIGUSR1 10

	.option arch, +d
	.text

	.macro	send_signal
	li	a1, SIGUSR1
	li	a7, SYS_kill
	ecall
	.endm

	/* a0 |= (register != value), through t4 */
	.macro	compare register, value
	li	t4, \value
	xor	t4, t4, \register
	or	a0, a0, t4
	.endm

	/* registers_over_signal - 0: all that a call keeps were kept */
	.globl	registers_over_signal
registers_over_signal:
	addi	sp, sp, -32
	sd	s2, 0(sp)
	sd	s3, 8(sp)
	sd	s11, 16(sp)
	li	s2, 0x1122334455667788
	li	s3, -3
	li	s11, 0x6789
	li	t0, 0x50
	li	t3, 0x33
	li	t6, 0x66
	li	a3, 0xa3
	li	a5, 0xa5
	send_signal
	compare	s2, 0x1122334455667788
	compare	s3, -3
	compare	s11, 0x6789
	compare	t0, 0x50
	compare	t3, 0x33
	compare	t6, 0x66
	compare	a1, SIGUSR1
	compare	a3, 0xa3
	compare	a5, 0xa5
	compare	a7, SYS_kill
	ld	s2, 0(sp)
	ld	s3, 8(sp)
	ld	s11, 16(sp)
	addi	sp, sp, 32
	ret

	/* set_floats - a0 in some registers, and its low bits as exception flags */
	.globl	set_floats
set_floats:
	fmv.d.x	ft0, a0
	fmv.d.x	fa7, a0
	fmv.d.x	ft11, a0
	fsflags	a0
	ret

	/* floats_over_signal - 0: floating-point registers and flags were kept */
	.globl	floats_over_signal
floats_over_signal:
	li	t0, 0x4045000000000000
	fmv.d.x	ft0, t0
	fmv.d.x	fa7, t0
	fmv.d.x	ft11, t0
	fsflags	zero
	send_signal
	fmv.x.d	t0, ft0
	fmv.x.d	t1, fa7
	fmv.x.d	t2, ft11
	compare	t0, 0x4045000000000000
	compare	t1, 0x4045000000000000
	compare	t2, 0x4045000000000000
	frflags	t0
	or	a0, a0, t0
	ret

	/* float_after_signal - what is in ft8 then */
	.globl	float_after_signal
float_after_signal:
	send_signal
	fmv.x.d	a0, ft8
	ret

	.section .note.GNU-stack, "", @progbits
