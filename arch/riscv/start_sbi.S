/*
 * Entry in supervisor mode, from an SBI firmware such as OpenSBI: the hart id is in a0, the device
 * tree in a1. One hart comes here, any of them; the others are stopped until hart_start (SBI
 * specification, chapter 9) sends them to secondary_start, with their idle thread in a1.
 */
#include <arch/impl/hart_start.h>

	.section .text.entry, "ax"
	.globl _start
_start:
	csrw	sie, zero
	csrw	satp, zero
	boot_hart_only
	j	supervisor_start
