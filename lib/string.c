/*
 * Strings, a byte at a time: those of a kernel are short. The memory functions are in the twins
 * string_fast.c and string_small.c.
 */
#include <lib/string.h>

void *memchr(const void *memory, int value, size_t size)
{
	const unsigned char *at = memory;

	for (; size > 0; size--, at++)
		if (*at == (unsigned char)value)
			return (void *)at;
	return NULL;
}

size_t strlen(const char *string)
{
	const char *end = string;

	while (*end != '\0')
		end++;
	return (size_t)(end - string);
}

size_t strnlen(const char *string, size_t size)
{
	size_t length = 0;

	while (length < size && string[length] != '\0')
		length++;
	return length;
}

int strcmp(const char *a, const char *b)
{
	while (*a == *b && *a != '\0') {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t size)
{
	for (; size > 0; size--, a++, b++)
		if (*a != *b || *a == '\0')
			return (unsigned char)*a - (unsigned char)*b;
	return 0;
}

char *strchr(const char *string, int character)
{
	for (;; string++) {
		if (*string == (char)character)
			return (char *)string;
		if (*string == '\0')
			return NULL;
	}
}

char *strrchr(const char *string, int character)
{
	const char *found = NULL;

	for (;; string++) {
		if (*string == (char)character)
			found = string;
		if (*string == '\0')
			return (char *)found;
	}
}

size_t strlcpy(char *to, const char *from, size_t size)
{
	size_t length = strlen(from);

	if (size > 0) {
		size_t copied = length < size ? length : size - 1;

		memcpy(to, from, copied);
		to[copied] = '\0';
	}
	return length;
}
