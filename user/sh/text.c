/* Strings that grow. */
#include "text.h"
#include "arena.h"
#include <string.h>

static void make_room(struct text *text)
{
	size_t room = text->room == 0 ? 64 : text->room * 2;
	char *bytes = arena_allocate(&scratch, room);
	unsigned char *marks = arena_allocate(&scratch, room);

	if (text->length > 0) {
		memcpy(bytes, text->bytes, text->length);
		memcpy(marks, text->marks, text->length);
	}
	text->bytes = bytes;
	text->marks = marks;
	text->room = room;
}

void text_add(struct text *text, char c, unsigned char mark)
{
	if (text->length == text->room)
		make_room(text);
	text->bytes[text->length] = c;
	text->marks[text->length++] = mark;
}

void text_add_string(struct text *text, const char *string, unsigned char mark)
{
	for (; *string != '\0'; string++)
		text_add(text, *string, mark);
}

char *text_string(struct text *text)
{
	text_add(text, '\0', 0);
	text->length--;
	return text->bytes;
}
