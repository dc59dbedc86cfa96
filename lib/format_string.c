/* Formatting into a buffer, over either formatter. */
#include <lib/format.h>
#include <lib/string.h>

struct string_sink {
	char *next;
	size_t room; /* bytes left, the NUL's already taken off */
};

static void string_put(void *context, const char *bytes, size_t size)
{
	struct string_sink *sink = context;
	size_t fits = MIN(size, sink->room);

	if (fits == 0)
		return;
	memcpy(sink->next, bytes, fits);
	sink->next += fits;
	sink->room -= fits;
}

int format_string_list(char *buffer, size_t size, const char *format, va_list arguments)
{
	struct string_sink sink = { buffer, size > 0 ? size - 1 : 0 };
	int length = format_to(string_put, &sink, format, arguments);

	if (size > 0)
		*sink.next = '\0';
	return length;
}

int format_string(char *buffer, size_t size, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = format_string_list(buffer, size, format, arguments);
	va_end(arguments);
	return length;
}
