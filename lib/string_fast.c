/*
 * The memory functions, for speed.
 *
 * Every function brings the destination to a word boundary byte by byte, does the bulk in words
 * and ends byte by byte. A copy whose source then stands between two words reads aligned words
 * and shifts each pair together (the machine is little-endian), so no access is ever misaligned.
 * Such a read may touch bytes before and after the source, but only in words that also hold bytes
 * of it, and therefore never on another page.
 *
 * This file is compiled without the loop pattern recognition that would turn memcpy() into a call
 * of memcpy().
 */
#include <lib/compiler.h>
#include <lib/string.h>

typedef uint64_t __attribute__((may_alias)) word_t;

#define WORD sizeof(word_t)
#define ROUND (16 * WORD) /* bytes moved in one round of the unrolled loops */

#define WORD_OFFSET(pointer) ((uintptr_t)(pointer) & (WORD - 1))

/* Below this, bytes are moved when the words of source and destination do not coincide. */
#define SHIFT_MIN 16

static __always_inline void copy_eight_words(word_t *to, const word_t *from)
{
	word_t a = from[0], b = from[1], c = from[2], d = from[3];
	word_t e = from[4], f = from[5], g = from[6], h = from[7];

	to[0] = a;
	to[1] = b;
	to[2] = c;
	to[3] = d;
	to[4] = e;
	to[5] = f;
	to[6] = g;
	to[7] = h;
}

/* Copy `size` bytes, rounded down to words, between aligned addresses. */
static __always_inline void copy_words(word_t *to, const word_t *from, size_t size)
{
	const word_t *round_end = from + size / ROUND * (ROUND / WORD);
	const word_t *end = from + size / WORD;

	for (; from != round_end; from += ROUND / WORD, to += ROUND / WORD) {
		copy_eight_words(to, from);
		copy_eight_words(to + 8, from + 8);
	}
	while (from != end)
		*to++ = *from++;
}

static __always_inline void copy_bytes(unsigned char *to, const unsigned char *from, size_t size)
{
	const unsigned char *end = from + size;

	while (from != end)
		*to++ = *from++;
}

/*
 * Copy at least SHIFT_MIN bytes upwards where `from` lies differently in its words than `to`: each
 * word stored comes from the two aligned ones it overlaps. Returns `to`. Kept out of line so that
 * the usual copies need no stack frame.
 */
static __attribute__((noinline, no_sanitize_address)) void *
copy_shifted(void *to, const unsigned char *from, size_t size)
{
	size_t lead = -(uintptr_t)to & (WORD - 1), bulk = (size - lead) & ~(WORD - 1);
	word_t *word = (word_t *)((unsigned char *)to + lead);
	word_t *end = word + bulk / WORD;
	const word_t *next;
	unsigned int right, left;
	word_t low;

	copy_bytes(to, from, lead);
	from += lead;
	right = WORD_OFFSET(from) * 8;
	left = 64 - right;
	next = (const word_t *)(from - WORD_OFFSET(from));
	low = *next++;
	while (word != end) {
		word_t high = *next++;

		*word++ = low >> right | high << left;
		low = high;
	}
	copy_bytes((unsigned char *)end, from + bulk, size - lead - bulk);
	return to;
}

/* Copy upwards; right for overlapping ranges too when `to` is the lower one. Returns `to`. */
static __always_inline void *copy_up(void *to, const unsigned char *from, size_t size)
{
	unsigned char *at = to;

	if (WORD_OFFSET(at) != WORD_OFFSET(from)) {
		if (size >= SHIFT_MIN)
			return copy_shifted(to, from, size);
	} else if (size >= WORD) {
		size_t bulk;

		for (; WORD_OFFSET(at) != 0; size--)
			*at++ = *from++;
		bulk = size & ~(WORD - 1);
		copy_words((word_t *)at, (const word_t *)from, bulk);
		at += bulk;
		from += bulk;
		size -= bulk;
	}
	copy_bytes(at, from, size);
	return to;
}

/* Copy downwards from the last byte; both pointers stand behind their ranges. */
static void copy_down(unsigned char *to, const unsigned char *from, size_t size)
{
	if (size >= WORD && WORD_OFFSET(to) == WORD_OFFSET(from)) {
		for (; WORD_OFFSET(to) != 0; size--)
			*--to = *--from;
		for (; size >= WORD; size -= WORD) {
			to -= WORD;
			from -= WORD;
			*(word_t *)to = *(const word_t *)from;
		}
	}
	for (; size > 0; size--)
		*--to = *--from;
}

void *memcpy(void *to, const void *from, size_t size)
{
	return copy_up(to, from, size);
}

void *memmove(void *to, const void *from, size_t size)
{
	if ((uintptr_t)to - (uintptr_t)from >= size)
		return memcpy(to, from, size);
	copy_down((unsigned char *)to + size, (const unsigned char *)from + size, size);
	return to;
}

static __always_inline void fill_words(word_t *to, word_t pattern, size_t size)
{
	word_t *round_end = to + size / ROUND * (ROUND / WORD);
	word_t *end = to + size / WORD;

	for (; to != round_end; to += ROUND / WORD) {
		to[0] = pattern;
		to[1] = pattern;
		to[2] = pattern;
		to[3] = pattern;
		to[4] = pattern;
		to[5] = pattern;
		to[6] = pattern;
		to[7] = pattern;
		to[8] = pattern;
		to[9] = pattern;
		to[10] = pattern;
		to[11] = pattern;
		to[12] = pattern;
		to[13] = pattern;
		to[14] = pattern;
		to[15] = pattern;
	}
	while (to != end)
		*to++ = pattern;
}

void *memset(void *to, int value, size_t size)
{
	unsigned char *at = to;
	size_t bulk;

	if (size >= WORD) {
		for (; WORD_OFFSET(at) != 0; size--)
			*at++ = (unsigned char)value;
		bulk = size & ~(WORD - 1);
		fill_words((word_t *)at, (unsigned char)value * 0x0101010101010101u, bulk);
		at += bulk;
		size -= bulk;
	}
	for (; size > 0; size--)
		*at++ = (unsigned char)value;
	return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *left = a, *right = b;

	if (((WORD_OFFSET(left)) | WORD_OFFSET(right)) == 0) {
		while (size >= WORD && *(const word_t *)left == *(const word_t *)right) {
			left += WORD;
			right += WORD;
			size -= WORD;
		}
	}
	for (; size > 0; size--, left++, right++)
		if (*left != *right)
			return *left - *right;
	return 0;
}
