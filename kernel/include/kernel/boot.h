/*
 * Milestones of the start: how many instructions the boot hart had spent, idling not counted. Exact
 * where the counter is, which is to say under QEMU's -icount.
 */
#pragma once

#include <lib/types.h>

enum boot_milestone {
	BOOT_MAIN,      /* C is entered */
	BOOT_SCHEDULER, /* threads can run */
	BOOT_ROOT,      /* the root file system is mounted */
	BOOT_INIT,      /* the first program is loaded */
	BOOT_PROMPT,    /* a program waits for console input for the first time */
	BOOT_COUNT,
};

/*
 * boot_note_place - write into the ELF file where a milestone is, for tools/kstat: pairs of address
 * and milestone in the section .boot_marks, which is not loaded. It makes no instruction. The
 * milestone must be a constant.
 */
#define boot_note_place(milestone)                                                    \
	__asm__ volatile inline("1:\n"                                                \
				"	.pushsection .boot_marks, \"\", @progbits\n"      \
				"	.8byte 1b, %c0\n"                             \
				"	.popsection"                                  \
				:                                                     \
				: "i"(milestone))

#ifdef CONFIG_BOOT_STATISTICS
/* boot_note_count - the milestone is reached; only the first time counts. Any context. */
void boot_note_count(enum boot_milestone milestone);

/* boot_instructions - what was noted, 0 for none. */
uint64_t boot_instructions(enum boot_milestone milestone);

/* boot_name - a word for the milestone. */
const char *boot_name(enum boot_milestone milestone);

/* busy_instructions - instructions this hart has spent without idling. */
uint64_t busy_instructions(void);
#else
static inline void boot_note_count(enum boot_milestone milestone)
{
}
#endif

/* boot_mark - the milestone is reached. */
#define boot_mark(milestone)                  \
	do {                                  \
		boot_note_place(milestone);   \
		boot_note_count(milestone);   \
	} while (0)
