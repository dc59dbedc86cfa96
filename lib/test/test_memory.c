/*
 * The memory functions, built under other names (see CMakeLists.txt) and run on buffers of exactly
 * the size they may touch, at every alignment, for all small sizes and around the unrolled rounds.
 */
#include "check.h"

#include <lib/string.h>

#define ROOM 700

static const size_t large_sizes[] = { 127, 128, 129, 255, 256, 263, 384, 511, 520, 640 };

static unsigned char *fresh(size_t size)
{
	unsigned char *bytes = malloc(size);

	for (size_t i = 0; i < size; i++)
		bytes[i] = (unsigned char)check_random();
	return bytes;
}

static void check_copy(size_t to_offset, size_t from_offset, size_t size)
{
	unsigned char *from = fresh(from_offset + size), *to = fresh(to_offset + size);
	unsigned char before[8];

	for (size_t i = 0; i < to_offset; i++)
		before[i] = to[i];
	CHECK(memcpy(to + to_offset, from + from_offset, size) == to + to_offset);
	for (size_t i = 0; i < to_offset; i++)
		CHECK(to[i] == before[i]);
	for (size_t i = 0; i < size; i++)
		CHECK(to[to_offset + i] == from[from_offset + i]);
	CHECK(memcmp(to + to_offset, from + from_offset, size) == 0);
	free(from);
	free(to);
}

static void check_move(size_t to_offset, size_t from_offset, size_t size)
{
	static unsigned char expected[ROOM];
	size_t room = (to_offset > from_offset ? to_offset : from_offset) + size;
	unsigned char *bytes = fresh(room);

	for (size_t i = 0; i < room; i++)
		expected[i] = bytes[i];
	for (size_t i = 0; i < size; i++)
		expected[to_offset + i] = bytes[from_offset + i];
	CHECK(memmove(bytes + to_offset, bytes + from_offset, size) == bytes + to_offset);
	for (size_t i = 0; i < room; i++)
		CHECK(bytes[i] == expected[i]);
	free(bytes);
}

static void check_set(size_t offset, size_t size)
{
	unsigned char *bytes = fresh(offset + size + 1);
	unsigned char last = bytes[offset + size];

	CHECK(memset(bytes + offset, 0x1a5, size) == bytes + offset);
	for (size_t i = 0; i < size; i++)
		CHECK(bytes[offset + i] == 0xa5);
	CHECK(bytes[offset + size] == last);
	free(bytes);
}

static void check_compare(size_t a_offset, size_t b_offset, size_t size)
{
	unsigned char *a = fresh(a_offset + size), *b = fresh(b_offset + size);
	size_t place = check_random() % size;

	memcpy(b + b_offset, a + a_offset, size);
	a[a_offset + place] = 0x7f;
	b[b_offset + place] = 0x80; /* greater, as bytes are unsigned */
	CHECK(memcmp(a + a_offset, b + b_offset, size) < 0);
	CHECK(memcmp(b + b_offset, a + a_offset, size) > 0);
	CHECK(memcmp(a + a_offset, b + b_offset, place) == 0);
	free(a);
	free(b);
}

static void check_size(size_t size)
{
	for (size_t to = 0; to < 8; to++) {
		check_set(to, size);
		for (size_t from = 0; from < 8; from++) {
			check_copy(to, from, size);
			check_move(to, from, size);
			check_move(to * 5, from, size);
			check_move(to, from * 5, size);
			if (size > 0)
				check_compare(to, from, size);
		}
	}
}

int main(void)
{
	for (size_t size = 0; size < 100; size++)
		check_size(size);
	for (size_t i = 0; i < sizeof(large_sizes) / sizeof(large_sizes[0]); i++)
		check_size(large_sizes[i]);
	return 0;
}
