/*
 * How the entry under a firmware tells the boot hart from the others.
 *
 * hart_start is to send another hart to secondary_start, but OpenSBI up to 1.1 marks the hart as
 * starting before it notes where: one that comes to wait for its start at that moment still goes
 * where the boot hart went, with the device tree's address. So _start has to be safe for any hart;
 * who comes second takes its idle thread from hart_starts[] and goes on as it was told to.
 */
#pragma once

#define HART_START_ID 0
#define HART_START_THREAD 8
#define HART_START_SIZE 16

#ifdef __ASSEMBLER__

#ifdef CONFIG_SMP
	/* The first to come falls out at the end; a0 is the hart's id. */
	.macro boot_hart_only
	la	t0, boot_hart_came
	li	t1, 1
	amoswap.w.aqrl t1, t1, (t0)
	beqz	t1, 4f
1:	la	t0, hart_starts
	li	t1, CONFIG_NR_HARTS
2:	ld	a1, HART_START_THREAD(t0)
	ld	t2, HART_START_ID(t0)
	beqz	a1, 3f
	bne	t2, a0, 3f
	j	secondary_start
3:	addi	t0, t0, HART_START_SIZE
	addi	t1, t1, -1
	bnez	t1, 2b
	j	1b

	/* Not in .bss, which the boot hart clears. */
	.pushsection .data
	.balign 4
boot_hart_came:
	.word	0
	.popsection
4:
	.endm
#else
	.macro boot_hart_only
	.endm
#endif

#else /* C */
#include <lib/types.h>

/* One for each hart that is told to start, by logical number. */
struct hart_start {
	reg_t hart_id;
	reg_t thread; /* its idle thread, a kernel address; 0 before it is told */
};

extern struct hart_start hart_starts[CONFIG_NR_HARTS];

_Static_assert(offsetof(struct hart_start, hart_id) == HART_START_ID, "layout");
_Static_assert(offsetof(struct hart_start, thread) == HART_START_THREAD, "layout");
_Static_assert(sizeof(struct hart_start) == HART_START_SIZE, "layout");
#endif
