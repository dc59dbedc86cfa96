/*
 * Strings that grow, in `scratch`. Each character has a mark that says where it comes from; those
 * who do not care use 0.
 */
#pragma once

#include <stddef.h>

#define MARK_QUOTED 1 /* was quoted: stands for itself */
#define MARK_SPLIT 2  /* comes from an expansion that is split into fields */
#define MARK_BREAK 3  /* no character: the field ends here ("$@") */
#define MARK_EMPTY 4  /* no character: here is a field, even if it is empty ("") */

struct text {
	char *bytes;
	unsigned char *marks;
	size_t length, room;
};

void text_add(struct text *text, char c, unsigned char mark);
void text_add_string(struct text *text, const char *string, unsigned char mark);

/* The string itself, ended with a zero; it stays valid until more is added. */
char *text_string(struct text *text);
