/* printf() into strings. */
#include "printf.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct string_sink {
	char *next;
	size_t room; /* without the zero at the end */
};

static void string_put(void *context, const char *bytes, size_t size)
{
	struct string_sink *sink = context;
	size_t part = MIN(size, sink->room);

	if (part == 0)
		return;
	memcpy(sink->next, bytes, part);
	sink->next += part;
	sink->room -= part;
}

int vsnprintf(char *buffer, size_t size, const char *format, va_list arguments)
{
	struct string_sink sink = { buffer, size > 0 ? size - 1 : 0 };
	int length = libc_format(string_put, &sink, format, arguments);

	if (size > 0)
		*sink.next = '\0';
	return length;
}

int vsprintf(char *buffer, const char *format, va_list arguments)
{
	return vsnprintf(buffer, INT_MAX, format, arguments);
}

int vasprintf(char **string, const char *format, va_list arguments)
{
	va_list again;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	*string = malloc((size_t)length + 1);
	if (*string == NULL)
		return -1;
	return vsnprintf(*string, (size_t)length + 1, format, arguments);
}

int snprintf(char *buffer, size_t size, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(buffer, size, format, arguments);
	va_end(arguments);
	return length;
}

int sprintf(char *buffer, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsprintf(buffer, format, arguments);
	va_end(arguments);
	return length;
}

int asprintf(char **string, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vasprintf(string, format, arguments);
	va_end(arguments);
	return length;
}
