/* Lists, rings, bitmaps, byte orders, hashes. */
#include "check.h"

#include <lib/bitmap.h>
#include <lib/endian.h>
#include <lib/hash.h>
#include <lib/list.h>
#include <lib/ring.h>
#include <string.h>

struct item {
	int number;
	struct list link;
};

static void check_lists(void)
{
	struct list head = LIST_INIT(head), other = LIST_INIT(other);
	struct item items[4], *item, *following;
	int expected = 0;

	for (int i = 0; i < 4; i++) {
		items[i].number = i;
		list_add_tail(i < 2 ? &head : &other, &items[i].link);
	}
	list_splice_tail(&head, &other);
	CHECK(list_empty(&other));
	list_splice_tail(&head, &other);
	list_for_each(item, &head, link)
		CHECK(item->number == expected++);
	CHECK(expected == 4);
	list_for_each_safe(item, following, &head, link)
		if (item->number % 2 == 0)
			list_remove(&item->link);
	CHECK(list_first(&head, struct item, link) == &items[1]);
	CHECK(list_last(&head, struct item, link) == &items[3]);
	list_add_head(&head, &items[2].link);
	CHECK(list_first(&head, struct item, link) == &items[2]);
}

/* A ring against a plain array, with counters about to wrap. */
static void check_rings(void)
{
	uint8_t bytes[16], model[64], chunk[24];
	struct ring ring;
	size_t used = 0;

	ring_init(&ring, bytes, sizeof(bytes));
	ring.put = ring.taken = UINT32_MAX - 100;
	for (int round = 0; round < 20000; round++) {
		size_t size = check_random() % sizeof(chunk);

		if (check_random() % 2 == 0) {
			for (size_t i = 0; i < size; i++)
				chunk[i] = (uint8_t)check_random();
			size = ring_write(&ring, chunk, size);
			memcpy(model + used, chunk, size);
			used += size;
		} else {
			size = ring_read(&ring, chunk, size);
			CHECK(memcmp(chunk, model, size) == 0);
			used -= size;
			memmove(model, model + size, used);
		}
		CHECK(ring_used(&ring) == used && ring_free(&ring) == sizeof(bytes) - used);
		CHECK(ring_empty(&ring) == (used == 0));
		for (uint32_t i = 0; i < used; i++)
			CHECK(ring_peek(&ring, i) == model[i]);
	}
	ring_read(&ring, chunk, sizeof(chunk));
	ring_put(&ring, 'a');
	ring_put(&ring, 'b');
	CHECK(ring_unput(&ring) == 'b');
	CHECK(ring_get(&ring) == 'a' && ring_empty(&ring));
}

static size_t find_zero_slowly(const uint64_t *map, size_t bits, size_t hint)
{
	for (size_t i = 0; i < bits; i++) {
		size_t bit = ((hint < bits ? hint : 0) + i) % bits;

		if (!bitmap_test(map, bit))
			return bit;
	}
	return bits;
}

static void check_bitmaps(void)
{
	for (int round = 0; round < 3000; round++) {
		size_t bits = 1 + check_random() % 300, set = 0;
		uint64_t *map = calloc(BITMAP_WORDS(bits), sizeof(*map));
		unsigned int density = 1 + (unsigned int)(check_random() % 400);

		for (size_t bit = 0; bit < bits; bit++)
			if (check_random() % density != 0)
				bitmap_set(map, bit);
		for (size_t bit = 0; bit < bits; bit++)
			set += bitmap_test(map, bit);
		CHECK(bitmap_count(map, bits) == set);
		for (size_t hint = 0; hint < bits + 70; hint += 1 + check_random() % 9)
			CHECK(bitmap_find_zero(map, bits, hint) ==
			      find_zero_slowly(map, bits, hint));
		for (size_t bit = 0; bit < bits; bit++)
			bitmap_clear(map, bit);
		CHECK(bitmap_count(map, bits) == 0);
		free(map);
	}
	for (unsigned int bit = 0; bit < 64; bit++)
		CHECK(bit_lowest(1ull << bit) == bit && bit_lowest(~0ull << bit) == bit);
}

static void check_byte_orders(void)
{
	struct {
		le16 a;
		le32 b;
		le64 c;
		be32 d;
		be64 e;
	} stored;
	static const uint8_t c[] = { 8, 7, 6, 5, 4, 3, 2, 1 }, e[] = { 1, 2, 3, 4, 5, 6, 7, 8 };

	le16_set(&stored.a, 0x0102);
	le32_set(&stored.b, 0x01020304);
	le64_set(&stored.c, 0x0102030405060708);
	be32_set(&stored.d, 0x01020304);
	be64_set(&stored.e, 0x0102030405060708);
	CHECK(memcmp(&stored.a, c + 6, 2) == 0);
	CHECK(memcmp(&stored.b, c + 4, 4) == 0);
	CHECK(memcmp(&stored.c, c, 8) == 0);
	CHECK(memcmp(&stored.d, e, 4) == 0);
	CHECK(memcmp(&stored.e, e, 8) == 0);
	CHECK(le16_get(stored.a) == 0x0102 && le32_get(stored.b) == 0x01020304);
	CHECK(le64_get(stored.c) == 0x0102030405060708 && be32_get(stored.d) == 0x01020304);
	CHECK(be64_get(stored.e) == 0x0102030405060708);
}

/* Neighbouring keys must not crowd into a few of the table's places. */
static void check_hashes(void)
{
	unsigned int hits[64] = { 0 };

	for (uint64_t key = 0; key < 6400; key++)
		hits[hash_to_index(hash_u64(key << 12), 6)]++;
	for (int i = 0; i < 64; i++)
		CHECK(hits[i] > 50 && hits[i] < 200);
	CHECK(hash_bytes("ab", 2) != hash_bytes("ba", 2));
	CHECK(hash_bytes("a", 1) != hash_bytes("a\0", 2));
}

int main(void)
{
	check_lists();
	check_rings();
	check_bitmaps();
	check_byte_orders();
	check_hashes();
	return 0;
}
