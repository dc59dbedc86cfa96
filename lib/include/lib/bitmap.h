/*
 * Bitmaps: arrays of 64-bit words, bit 0 being the lowest bit of the first word. Nothing locks.
 */
#pragma once

#include <lib/compiler.h>
#include <lib/types.h>

#define BITMAP_WORDS(bits) DIV_ROUND_UP(bits, 64)

/* bit_lowest - the number of the lowest bit set; `word` is not 0. Six steps, no table. */
static inline unsigned int bit_lowest(uint64_t word)
{
	unsigned int bit = 0;

	for (unsigned int half = 32; half > 0; half /= 2) {
		if ((word & ((1ull << half) - 1)) == 0) {
			word >>= half;
			bit += half;
		}
	}
	return bit;
}

static inline bool bitmap_test(const uint64_t *map, size_t bit)
{
	return map[bit / 64] >> (bit % 64) & 1;
}

static inline void bitmap_set(uint64_t *map, size_t bit)
{
	map[bit / 64] |= 1ull << (bit % 64);
}

static inline void bitmap_clear(uint64_t *map, size_t bit)
{
	map[bit / 64] &= ~(1ull << (bit % 64));
}

/*
 * bitmap_find_zero - the first clear bit at or after `hint`, or failing that the first before it.
 *
 * Looks at the bits below `bits` only, a word at a time. Returns `bits` when all are set.
 */
size_t bitmap_find_zero(const uint64_t *map, size_t bits, size_t hint);

/* bitmap_count - how many of the first `bits` bits are set. */
size_t bitmap_count(const uint64_t *map, size_t bits);
