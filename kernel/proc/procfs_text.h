/*
 * Texts of files in /proc: they grow in a buffer, of which the beginning can be left out and which
 * cuts off the end.
 */
#pragma once

#include <lib/compiler.h>
#include <lib/types.h>

struct text {
	char *buffer;
	size_t size;
	size_t length; /* bytes in the buffer */
	size_t skip;   /* bytes of the text that are still to be left out */
};

/* text_put - add bytes. */
void text_put(struct text *text, const char *bytes, size_t length);

/* text_add - add what the format makes, at most 159 bytes. */
void __format_printf(2, 3) text_add(struct text *text, const char *format, ...);

/* text_is_full - nothing more fits. */
static inline bool text_is_full(const struct text *text)
{
	return text->length == text->size;
}
