/*
 * Traps where there is no user mode: all come out of the kernel.
 */
#include <arch/impl/save.h>

	.text
	.balign 4
	.globl riscv_trap_entry
riscv_trap_entry:
	kernel_trap_body
