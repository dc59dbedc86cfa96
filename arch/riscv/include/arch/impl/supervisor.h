/*
 * Pieces of supervisor.S that depend on the configuration. Assembly only.
 */
#pragma once

#define GIGAPAGE_SHIFT 30
#define EARLY_GIGAPAGES 255 /* all but the last, where the kernel stacks will be */
#define PTE_EARLY 0xef /* valid, read, write, execute, global, accessed, dirty */

#ifdef CONFIG_KERNEL_MAP_SHARED
/*
 * The first table maps all memory there can be into the upper half with gigapages and lives until
 * kernel_map_init(). It has no identity map: stvec points at the next instruction's linked address,
 * so that the fetch after the write of satp traps to just where it wants to go.
 */
	.macro early_paging_on
	la	t0, early_root
	li	t1, KERNEL_ROOT_FIRST * 8
	add	t1, t1, t0
	li	t2, PTE_EARLY
	li	t3, EARLY_GIGAPAGES
1:	sd	t2, 0(t1)
	addi	t1, t1, 8
	li	t4, 1 << (GIGAPAGE_SHIFT - 2)
	add	t2, t2, t4
	addi	t3, t3, -1
	bnez	t3, 1b
	jump_to_root
	.pushsection .bss.early_root, "aw", @nobits
	.balign 4096
early_root:
	.zero	4096
	.popsection
	.endm

	/* Go on at the linked address, under the table at physical address t0. */
	.macro jump_to_root
	srli	t0, t0, 12
	li	t1, SATP_SV39 << SATP_MODE_SHIFT
	or	t0, t0, t1
	la	t1, 2f
	li	t2, KERNEL_VIRT_OFFSET
	add	t1, t1, t2
	csrw	stvec, t1
	sfence.vma
	csrw	satp, t0
	.balign 4
2:	sfence.vma
	.endm
#else
	.macro early_paging_on
	.endm

	.macro jump_to_root
	srli	t0, t0, 12
	li	t1, SATP_SV39 << SATP_MODE_SHIFT
	or	t0, t0, t1
	sfence.vma
	csrw	satp, t0
	sfence.vma
	.endm
#endif

#ifdef CONFIG_SMP
	/* Another hart: a0 is its id, a1 its idle thread (a kernel address). */
	.macro secondary_start_code
	.globl secondary_start
secondary_start:
	la	t0, secondary_root
	ld	t0, 0(t0)
	beqz	t0, 3f
	jump_to_root
3:	la	gp, __global_pointer$
	mv	tp, a1
	ld	sp, THREAD_KERNEL_SP(tp)
	li	s0, 0
	csrw	sscratch, zero
	call	secondary_main
	.endm
#else
	.macro secondary_start_code
	.endm
#endif
