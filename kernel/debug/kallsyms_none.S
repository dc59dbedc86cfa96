/* The table of function names before it is made: the first link of the kernel takes this. */
	.section .kallsyms, "a"
	.globl kallsyms_count, kallsyms_distances, kallsyms_names, kallsyms_meanings
	.balign	4
kallsyms_count:
	.4byte	0
kallsyms_distances:
	.2byte	0
kallsyms_names:
kallsyms_meanings:
	.byte	0
