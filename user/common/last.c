/* What may be the last lines or bytes of a file. */
#include "last.h"
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_MIN 4096

static void *check(void *memory)
{
	if (memory == NULL)
		err(1, "out of memory");
	return memory;
}

void last_lines_add(struct last_lines *lines, const char *text, size_t length)
{
	struct last_line *line = check(malloc(sizeof(*line) + length));

	line->next = NULL;
	line->length = length;
	memcpy(line->text, text, length);
	if (lines->first == NULL)
		lines->first = line;
	else
		lines->newest->next = line;
	lines->newest = line;
	lines->count++;
}

struct last_line *last_lines_take(struct last_lines *lines)
{
	struct last_line *line = lines->first;

	if (line != NULL) {
		lines->first = line->next;
		lines->count--;
	}
	return line;
}

int last_bytes_add(struct last_bytes *bytes, int c)
{
	size_t at = bytes->total % bytes->wanted;
	int before = EOF;

	if (at == bytes->room) {
		size_t room = bytes->room * 2 + ROOM_MIN;

		bytes->room = room < bytes->wanted ? room : bytes->wanted;
		bytes->ring = check(realloc(bytes->ring, bytes->room));
	}
	if (bytes->total >= bytes->wanted)
		before = (unsigned char)bytes->ring[at];
	bytes->ring[at] = (char)c;
	bytes->total++;
	return before;
}

void last_bytes_print(const struct last_bytes *bytes)
{
	size_t held = bytes->total < bytes->wanted ? bytes->total : bytes->wanted;

	for (size_t i = bytes->total - held; i < bytes->total; i++)
		putchar(bytes->ring[i % bytes->wanted]);
}
