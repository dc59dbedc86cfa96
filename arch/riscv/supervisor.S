/*
 * The first instructions in supervisor mode, however the machine got there: clear the bss, turn on
 * a first page table where the kernel is linked high, take a stack, and call C.
 */
#include <arch/impl/csr.h>
#include <arch/impl/frame.h>
#include <arch/impl/layout.h>
#include <arch/impl/supervisor.h>

	.section .text.start, "ax"

	/* The boot hart: a0 is its id, a1 the physical address of the device tree. */
	.globl supervisor_start
supervisor_start:
	la	t0, bss_start
	la	t1, bss_end
1:	bgeu	t0, t1, 2f
	sd	zero, 0(t0)
	sd	zero, 8(t0)
	addi	t0, t0, 16
	j	1b
2:	early_paging_on
	la	gp, __global_pointer$
	la	tp, boot_threads
	la	sp, boot_stack_end
	li	s0, 0
	csrw	sscratch, zero
	call	kernel_main

	secondary_start_code
