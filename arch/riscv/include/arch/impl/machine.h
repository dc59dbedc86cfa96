/*
 * What stays in machine mode after start-up (BOOT_MMODE): pieces for start_mmode.S, each there or
 * empty as the configuration wants, and the area through which machine and supervisor mode talk.
 *
 * The CLINT's two interrupts, inter-hart and timer, can only be taken in machine mode. A short
 * vector notes which one came in a byte of the hart's area, and raises a supervisor software
 * interrupt. With one hart and no CLINT timer there is neither vector nor area.
 */
#pragma once

/* QEMU's virt machine; machine mode starts before the device tree can be read. */
#define CLINT_BASE 0x2000000
#define CLINT_MSIP 0
#define CLINT_MTIMECMP 0x4000
#define CLINT_TICK_NS 100

#define MACHINE_SAVE 0
#define MACHINE_HART_ID 24
#define MACHINE_THREAD 32
#define MACHINE_IPI 40
#define MACHINE_TIMER 41
#define MACHINE_TIMER_MASKED 42
#define MACHINE_SIZE 48

#ifdef __ASSEMBLER__

#ifdef CONFIG_TIMER_SSTC
/*
 * Put the CLINT's timer off for ever, since nobody uses it. QEMU's is pending from the start, and
 * as long as any interrupt is, masked or not, QEMU takes its one big lock wherever an interrupt
 * could be taken: calls take twice as long, and harts wait for each other.
 *
 * Not so under -icount, where idle time is skipped up to the next time that a timer is set to: one
 * put off for ever would be the end of time. There a cycle is just a nanosecond of the clock; it is
 * the same within 128, while a host's cycles differ by more for all the time that this takes.
 */
#define SILENCE_ROUNDS	 512
#define SILENCE_TOLERATE 128
	.macro machine_timer_silence
	csrr	t0, time
	csrr	t1, mcycle
	li	t2, SILENCE_ROUNDS
3:	addi	t2, t2, -1
	bnez	t2, 3b
	csrr	t2, time
	csrr	t3, mcycle
	sub	t2, t2, t0
	sub	t3, t3, t1
	li	t0, CLINT_TICK_NS
	mul	t2, t2, t0
	sub	t3, t3, t2
	addi	t3, t3, SILENCE_TOLERATE
	sltiu	t3, t3, 2 * SILENCE_TOLERATE
	bnez	t3, 4f
	li	t0, CLINT_BASE + CLINT_MTIMECMP
	slli	t1, a0, 3
	add	t0, t0, t1
	li	t1, -1
	sd	t1, 0(t0)
4:
	.endm

/*
 * menvcfg.STCE gives stimecmp to the supervisor; a hart without it leaves the bit zero. QEMU 7.2
 * keeps the bit even when told to be without, so the register itself is read too: that, or menvcfg
 * on an older hart, traps to the end of the macro, and machine_has_sstc stays zero.
 */
	.macro machine_timer_open
	la	t0, 1f
	csrw	mtvec, t0
	li	t0, 1
	slli	t0, t0, MENVCFG_STCE_SHIFT
	csrs	CSR_MENVCFG, t0
	csrr	t1, CSR_MENVCFG
	and	t0, t0, t1
	csrr	t1, CSR_STIMECMP
	la	t1, machine_has_sstc
	snez	t0, t0
	sb	t0, 0(t1)
	machine_timer_silence
	.balign 4
1:
	.endm
#else
	.macro machine_timer_open
	.endm
#endif

#if defined(CONFIG_SMP) || defined(CONFIG_TIMER_CLINT)
#define MACHINE_FORWARDS 1
#else
#define MACHINE_FORWARDS 0
#endif

#ifdef CONFIG_SMP
/* Sleep until machine_areas[] has an entry with this hart's id; hart 0 finds its own at once. */
	.macro machine_wait_for_start
	li	t0, IRQ_BIT_MSI
	csrw	mie, t0
	slli	t3, a0, 2
	li	t0, CLINT_BASE + CLINT_MSIP
	add	t3, t3, t0
1:	la	a2, machine_areas
	li	t1, CONFIG_NR_HARTS
2:	ld	t2, MACHINE_HART_ID(a2)
	beq	t2, a0, 3f
	addi	a2, a2, MACHINE_SIZE
	addi	t1, t1, -1
	bnez	t1, 2b
	wfi
	sw	zero, 0(t3)
	j	1b
3:	fence
	ld	a3, MACHINE_THREAD(a2)
	.endm
#else
	.macro machine_wait_for_start
1:	beqz	a0, 2f
	wfi
	j	1b
2:
	.endm
#endif

#if MACHINE_FORWARDS
	.macro machine_area_open
#ifdef CONFIG_SMP
	csrw	mscratch, a2
	li	t1, IRQ_BIT_MSI
	csrw	mie, t1
	beqz	a3, 4f
	mv	a1, a3
	la	t0, secondary_start
4:
#else
	la	a2, machine_areas
	csrw	mscratch, a2
#endif
	.endm

	.macro machine_vector_code
	.balign 4
machine_vector:
	csrrw	a0, mscratch, a0
	sd	a1, MACHINE_SAVE(a0)
	sd	a2, MACHINE_SAVE + 8(a0)
	sd	a3, MACHINE_SAVE + 16(a0)
	csrr	a1, mcause
	bgez	a1, 8f
	andi	a1, a1, 0xff
	li	a3, 1
	ld	a2, MACHINE_HART_ID(a0)
	addi	a1, a1, -7
	beqz	a1, 1f
	sb	a3, MACHINE_IPI(a0)
	li	a1, CLINT_BASE + CLINT_MSIP
	slli	a2, a2, 2
	add	a1, a1, a2
	sw	zero, 0(a1)
	j	2f
1:	sb	a3, MACHINE_TIMER(a0)
	sb	a3, MACHINE_TIMER_MASKED(a0)
	li	a1, IRQ_BIT_MTI
	csrc	mie, a1
2:	csrsi	mip, IRQ_BIT_SSI
3:	ld	a3, MACHINE_SAVE + 16(a0)
	ld	a2, MACHINE_SAVE + 8(a0)
	ld	a1, MACHINE_SAVE(a0)
	csrrw	a0, mscratch, a0
	mret

	/* An exception can only be the supervisor's call: it has set the timer, let it come. */
8:	li	a2, CAUSE_SUPERVISOR_ECALL
	bne	a1, a2, 9f
	csrr	a1, mepc
	addi	a1, a1, 4
	csrw	mepc, a1
	li	a1, IRQ_BIT_MTI
	csrs	mie, a1
	j	3b
9:	wfi
	j	9b

	.section .data
	.balign 8
	.globl machine_areas
machine_areas:
	.set	id, 0
	.rept	CONFIG_NR_HARTS
	.zero	MACHINE_HART_ID
	.quad	id
	.zero	MACHINE_TIMER_MASKED - MACHINE_THREAD
	.byte	1
	.balign	8
	.set	id, -1
	.endr
	.endm
#else
	.macro machine_area_open
	.endm

	.macro machine_vector_code
	.balign 4
machine_vector:
	wfi
	j	machine_vector
	.endm
#endif

#else /* C */
#include <lib/types.h>

/* One for each hart, by logical number. `hart_id` is all ones until the hart is to start. */
struct machine_area {
	reg_t save[3];
	reg_t hart_id;
	reg_t thread;  /* its idle thread, a kernel address; 0 for the boot hart */
	uint8_t ipi;   /* an inter-hart interrupt came; set in machine mode, cleared here */
	uint8_t timer; /* the timer went off; likewise */
	uint8_t timer_masked; /* machine mode has masked it: the next setting must call */
};

extern struct machine_area machine_areas[CONFIG_NR_HARTS];
extern uint8_t machine_has_sstc;

_Static_assert(offsetof(struct machine_area, hart_id) == MACHINE_HART_ID, "layout");
_Static_assert(offsetof(struct machine_area, thread) == MACHINE_THREAD, "layout");
_Static_assert(offsetof(struct machine_area, ipi) == MACHINE_IPI, "layout");
_Static_assert(offsetof(struct machine_area, timer) == MACHINE_TIMER, "layout");
_Static_assert(sizeof(struct machine_area) == MACHINE_SIZE, "layout");
#endif
