/*
 * The programs that are part of this kernel, as the build made them in build/PRESET/linked.
 */
	.macro program name
	.section .rodata.linked_\name, "a"
	.balign 8
	.globl linked_\name
linked_\name:
	.incbin "linked/\name"
	.endm

#ifdef CONFIG_SHOW_THREADS
	program count
	program trespass
#endif
#ifdef CONFIG_SHOW_CALLS
	program calls
#endif
#ifdef CONFIG_SHOW_FILES
	program files
#endif
