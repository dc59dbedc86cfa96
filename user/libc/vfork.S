/*
 * vfork(): the child runs on the parent's stack until it execs or exits, so nothing here may lie on
 * the stack; the return address stays in ra, which each of the two has for itself.
 */
#define CLONE_VM 0x100
#define CLONE_VFORK 0x4000
#define SIGCHLD 17
#define SYS_clone 220

	.section .text.vfork, "ax", @progbits
	.globl vfork
	.type vfork, @function
vfork:
	li a0, CLONE_VM | CLONE_VFORK | SIGCHLD
	li a1, 0
	li a2, 0
	li a3, 0
	li a4, 0
	li a7, SYS_clone
	ecall
	tail libc_result
	.size vfork, . - vfork

	.section .note.GNU-stack, "", @progbits
