/*
 * The object allocator: objects do not overlap, are aligned, and their pages go back.
 */
#include "arena.h"

#include <mm/kmem.h>
#include <string.h>

#define OBJECTS 3000

static unsigned char *objects[OBJECTS];
static unsigned char marks[OBJECTS];

static void check_object(size_t index, size_t size)
{
	for (size_t i = 0; i < size; i++)
		CHECK(objects[index][i] == marks[index]);
}

static void storm(size_t size)
{
	struct kmem_cache cache;
	size_t free = page_count_free();
	size_t held = 0;

	kmem_cache_init(&cache, "test", size);
	for (unsigned int round = 0; round < 20000; round++) {
		if (arena_random(5) < 3 && held < OBJECTS) {
			objects[held] = kmem_alloc(&cache);
			CHECK(objects[held] && ((uintptr_t)objects[held] & 15) == 0);
			marks[held] = (unsigned char)round;
			memset(objects[held], marks[held], size);
			held++;
		} else if (held > 0) {
			size_t pick = arena_random(held--);

			check_object(pick, size);
			kmem_free(&cache, objects[pick]);
			objects[pick] = objects[held];
			marks[pick] = marks[held];
		}
		CHECK(cache.in_use == held);
	}
	while (held > 0) {
		check_object(--held, size);
		kmem_free(&cache, objects[held]);
	}
	CHECK(cache.pages <= 1 && page_count_free() + cache.pages == free);
}

static void test_exhaustion(void)
{
	struct kmem_cache cache;
	size_t count = 0;

	kmem_cache_init(&cache, "large", PAGE_SIZE / 2 - 32);
	while (kmem_alloc(&cache))
		count++;
	CHECK(count > 0 && page_count_free() == 0 && cache.in_use == count);
}

int main(int argc, char **argv)
{
	static const size_t sizes[] = { 1, 16, 17, 40, 96, 200, 512, 1000, 1024, 2048 };

	page_init();
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		storm(sizes[i]);
	test_exhaustion();
	return 0;
}
