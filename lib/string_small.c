/*
 * The memory functions, for size: words when addresses and length are all multiples of a word, as
 * those of pages, blocks and structures are, and bytes otherwise.
 *
 * Compiled without loop pattern recognition, like its twin string_fast.c.
 */
#include <lib/compiler.h>
#include <lib/string.h>

typedef uint64_t __attribute__((may_alias)) word_t;

static bool all_words(uintptr_t to, uintptr_t from, size_t size)
{
	return ((to | from | size) & (sizeof(word_t) - 1)) == 0;
}

static void *copy_up(void *to, const void *from, size_t size)
{
	unsigned char *byte = to;
	const unsigned char *end = (const unsigned char *)from + size;

	if (all_words((uintptr_t)to, (uintptr_t)from, size)) {
		for (word_t *word = to; from != end; from = (const word_t *)from + 1)
			*word++ = *(const word_t *)from;
		return to;
	}
	for (; from != end; from = (const unsigned char *)from + 1)
		*byte++ = *(const unsigned char *)from;
	return to;
}

void *memcpy(void *to, const void *from, size_t size)
{
	return copy_up(to, from, size);
}

void *memmove(void *to, const void *from, size_t size)
{
	unsigned char *down = to;
	const unsigned char *source = from;

	if ((uintptr_t)to - (uintptr_t)from >= size)
		return copy_up(to, from, size);
	while (size-- > 0)
		down[size] = source[size];
	return to;
}

void *memset(void *to, int value, size_t size)
{
	unsigned char *byte = to, *end = byte + size;

	if (all_words((uintptr_t)to, 0, size)) {
		word_t pattern = (unsigned char)value * 0x0101010101010101u;

		for (word_t *word = to; word != (word_t *)end; word++)
			*word = pattern;
		return to;
	}
	while (byte != end)
		*byte++ = (unsigned char)value;
	return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *left = a, *right = b;

	for (; size > 0; size--, left++, right++)
		if (*left != *right)
			return *left - *right;
	return 0;
}
