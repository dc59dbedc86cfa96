/*
 * Stacks for the harts before there is memory management: the boot hart's, and without an MMU one
 * for each of the others. boot_threads[] (kernel/cpu.c) says whose is whose.
 */
#include <arch/impl/frame.h>

	.section .stacks, "aw", @nobits
	.balign 16
	.globl boot_stacks
boot_stacks:
	.zero	KSTACK_SIZE
	.globl boot_stack_end
boot_stack_end:
#if defined(CONFIG_SMP) && !defined(CONFIG_MMU)
	.zero	KSTACK_SIZE * (CONFIG_NR_HARTS - 1)
#endif
