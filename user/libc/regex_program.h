/*
 * What regcomp() makes of an expression: instructions for a machine that tries alternatives. All
 * jumps are relative, so that pieces of a program can be moved and repeated.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum regex_operation {
	REGEX_CHARACTER, /* `argument` */
	REGEX_ANY,	 /* any character; with REG_NEWLINE not a newline */
	REGEX_SET,	 /* a character in set number `argument` */
	REGEX_SPLIT,	 /* go on behind this, or else at +`argument` */
	REGEX_JUMP,	 /* go on at +`argument` */
	REGEX_SAVE,	 /* keep the place in slot `argument` */
	REGEX_PROGRESS,	 /* fail if nothing was matched since slot `argument` was kept */
	REGEX_BACK,	 /* what group `argument` matched, again */
	REGEX_LINE_START,
	REGEX_LINE_END,
	REGEX_WORD_START, /* \< */
	REGEX_WORD_END,	  /* \> */
	REGEX_WORD_EDGE,  /* \b */
	REGEX_WORD_INSIDE, /* \B */
	REGEX_MATCH
};

struct regex_instruction {
	enum regex_operation operation;
	int argument;
};

struct regex_set {
	uint64_t bits[4];
};

static inline bool regex_set_has(const struct regex_set *set, unsigned char c)
{
	return (set->bits[c / 64] >> c % 64 & 1) != 0;
}

static inline void regex_set_add(struct regex_set *set, unsigned char c)
{
	set->bits[c / 64] |= UINT64_C(1) << c % 64;
}

struct regex_program {
	struct regex_instruction *code;
	size_t length, room;
	struct regex_set *sets;
	size_t set_count;
	size_t slot_count; /* two for each group, the whole match first, then those of loops */
	int flags;
	bool has_back;	/* back-references: what was tried once may succeed the next time */
	bool anchored;	/* begins with ^: only the start of a line can match */
	int first;	/* a character that every match begins with, or -1 */
};
