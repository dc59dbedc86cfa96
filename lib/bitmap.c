/* Searching and counting in bitmaps, a word at a time. */
#include <lib/bitmap.h>

/* The first clear bit in [from, to), or `to`. */
static size_t find_zero_between(const uint64_t *map, size_t from, size_t to)
{
	size_t bit = from;

	while (bit < to) {
		/* Zero bits as ones; the shift brings in zeroes, which stand for "set". */
		uint64_t clear = ~map[bit / 64] >> (bit % 64);

		if (clear != 0)
			return MIN(bit + bit_lowest(clear), to);
		bit = (bit / 64 + 1) * 64;
	}
	return to;
}

size_t bitmap_find_zero(const uint64_t *map, size_t bits, size_t hint)
{
	size_t bit, start = hint < bits ? hint : 0;

	bit = find_zero_between(map, start, bits);
	if (bit < bits)
		return bit;
	bit = find_zero_between(map, 0, start);
	return bit < start ? bit : bits;
}

static unsigned int word_count(uint64_t word)
{
	word -= word >> 1 & 0x5555555555555555u;
	word = (word & 0x3333333333333333u) + (word >> 2 & 0x3333333333333333u);
	word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fu;
	return (unsigned int)(word * 0x0101010101010101u >> 56);
}

size_t bitmap_count(const uint64_t *map, size_t bits)
{
	size_t count = 0;

	for (size_t word = 0; word < bits / 64; word++)
		count += word_count(map[word]);
	if (bits % 64 != 0)
		count += word_count(map[bits / 64] & ((1ull << bits % 64) - 1));
	return count;
}
