/* Strings beyond those that lib/string.c has for everybody. */
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *memrchr(const void *memory, int value, size_t size)
{
	const unsigned char *bytes = memory;

	while (size-- > 0)
		if (bytes[size] == (unsigned char)value)
			return (void *)(bytes + size);
	return NULL;
}

void *memmem(const void *memory, size_t size, const void *part, size_t part_size)
{
	const char *at = memory, *first = part;
	const char *end = at + size;

	if (part_size == 0)
		return (void *)at;
	while ((size_t)(end - at) >= part_size) {
		at = memchr(at, *first, (size_t)(end - at) - part_size + 1);
		if (at == NULL)
			return NULL;
		if (memcmp(at, part, part_size) == 0)
			return (void *)at;
		at++;
	}
	return NULL;
}

void *mempcpy(void *restrict to, const void *restrict from, size_t size)
{
	return (char *)memcpy(to, from, size) + size;
}

char *stpcpy(char *restrict to, const char *restrict from)
{
	size_t length = strlen(from);

	memcpy(to, from, length + 1);
	return to + length;
}

char *strcpy(char *restrict to, const char *restrict from)
{
	stpcpy(to, from);
	return to;
}

char *strncpy(char *restrict to, const char *restrict from, size_t size)
{
	size_t length = strnlen(from, size);

	memcpy(to, from, length);
	memset(to + length, 0, size - length);
	return to;
}

char *strcat(char *restrict to, const char *restrict from)
{
	stpcpy(to + strlen(to), from);
	return to;
}

char *strncat(char *restrict to, const char *restrict from, size_t size)
{
	size_t used = strlen(to), length = strnlen(from, size);

	memcpy(to + used, from, length);
	to[used + length] = '\0';
	return to;
}

size_t strlcat(char *to, const char *from, size_t size)
{
	size_t used = strnlen(to, size);

	return used + strlcpy(to + used, from, size - used);
}

int strcoll(const char *a, const char *b)
{
	return strcmp(a, b);
}

char *strchrnul(const char *string, int character)
{
	while (*string != '\0' && *string != (char)character)
		string++;
	return (char *)string;
}

size_t strspn(const char *string, const char *accept)
{
	size_t length = 0;

	while (string[length] != '\0' && strchr(accept, string[length]) != NULL)
		length++;
	return length;
}

size_t strcspn(const char *string, const char *reject)
{
	size_t length = 0;

	while (string[length] != '\0' && strchr(reject, string[length]) == NULL)
		length++;
	return length;
}

char *strpbrk(const char *string, const char *accept)
{
	string += strcspn(string, accept);
	return *string == '\0' ? NULL : (char *)string;
}

char *strstr(const char *string, const char *part)
{
	return memmem(string, strlen(string), part, strlen(part));
}

char *strcasestr(const char *string, const char *part)
{
	size_t length = strlen(part);

	for (; strncasecmp(string, part, length) != 0; string++)
		if (*string == '\0')
			return NULL;
	return (char *)string;
}

int strncasecmp(const char *a, const char *b, size_t size)
{
	for (; size > 0; size--, a++, b++) {
		int difference = tolower((unsigned char)*a) - tolower((unsigned char)*b);

		if (difference != 0 || *a == '\0')
			return difference;
	}
	return 0;
}

int strcasecmp(const char *a, const char *b)
{
	return strncasecmp(a, b, SIZE_MAX);
}

char *strtok_r(char *restrict string, const char *restrict separators, char **restrict state)
{
	char *token, *end;

	token = string == NULL ? *state : string;
	token += strspn(token, separators);
	end = token + strcspn(token, separators);
	*state = *end == '\0' ? end : end + 1;
	*end = '\0';
	return *token == '\0' ? NULL : token;
}

char *strtok(char *restrict string, const char *restrict separators)
{
	static char *state = "";

	return strtok_r(string, separators, &state);
}

char *strsep(char **string, const char *separators)
{
	char *field = *string, *end;

	if (field == NULL)
		return NULL;
	end = field + strcspn(field, separators);
	*string = *end == '\0' ? NULL : end + 1;
	*end = '\0';
	return field;
}

char *strndup(const char *string, size_t size)
{
	size_t length = strnlen(string, size);
	char *copy = malloc(length + 1);

	if (copy == NULL)
		return NULL;
	memcpy(copy, string, length);
	copy[length] = '\0';
	return copy;
}

char *strdup(const char *string)
{
	return strndup(string, SIZE_MAX);
}

int ffs(int number)
{
	return __builtin_ffs(number);
}
