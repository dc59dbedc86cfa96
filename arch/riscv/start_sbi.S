/*
 * Entry in supervisor mode, from an SBI firmware such as OpenSBI: the hart id is in a0, the device
 * tree in a1. One hart comes here, any of them; the others are stopped until hart_start (SBI
 * specification, chapter 9) sends them to sbi_secondary_start.
 */
	.section .text.entry, "ax"
	.globl _start
_start:
	csrw	sie, zero
	csrw	satp, zero
	j	supervisor_start

	/* a0: hart id, a1: its idle thread, which arch_hart_start() passed as the opaque value. */
	.globl sbi_secondary_start
sbi_secondary_start:
	j	secondary_start
