/*
 * What may be the last lines or bytes of a file, for head and tail: it waits here until as much has
 * come behind it. It takes the room that the file needs, however many lines are wanted. There is a
 * message and an end with status 1 when there is no memory.
 */
#pragma once

#include <stddef.h>

struct last_line {
	struct last_line *next;
	size_t length;
	char text[];
};

/* The lines that wait, the oldest first; all zeroes at first. */
struct last_lines {
	struct last_line *first, *newest;
	unsigned long count;
};

void last_lines_add(struct last_lines *lines, const char *text, size_t length);

/* last_lines_take - the oldest line, which the caller frees, or NULL. */
struct last_line *last_lines_take(struct last_lines *lines);

/* The last `wanted` bytes of `total`; byte number n lies at n modulo `wanted`. */
struct last_bytes {
	char *ring;
	unsigned long wanted, room, total;
};

/* last_bytes_add - returns the byte that is not one of the last any more, or EOF. */
int last_bytes_add(struct last_bytes *bytes, int c);

void last_bytes_print(const struct last_bytes *bytes);
