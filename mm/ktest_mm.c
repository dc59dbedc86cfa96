/* Pages and objects taken and given back by several threads at once. */
#include <kernel/ktest.h>

#include <lib/string.h>
#include <mm/kmem.h>
#include <mm/page.h>

#define THREADS 4
#define HELD	32
#define RUNS 16 /* of which one has to take nothing for good */
#define ROUNDS	400

/* Numbers without end, from a seed of each thread's own. */
static unsigned int random_below(uint32_t *state, unsigned int limit)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % limit;
}

/* The owner's mark at both ends: nobody else may have the same page. */
static void mark(void *page, uintptr_t value)
{
	uintptr_t *words = page;

	words[0] = value;
	words[PAGE_SIZE / sizeof(*words) - 1] = value;
}

static bool is_marked(const void *page, uintptr_t value)
{
	const uintptr_t *words = page;

	return words[0] == value && words[PAGE_SIZE / sizeof(*words) - 1] == value;
}

static void storm_pages(unsigned int number)
{
	void *pages[HELD] = { NULL };
	uint32_t seed = number + 1;

	for (unsigned int i = 0; i < ROUNDS; i++) {
		unsigned int slot = random_below(&seed, HELD);

		if (pages[slot]) {
			KTEST_EXPECT(is_marked(pages[slot], number * 1000 + slot));
			page_free(pages[slot]);
			pages[slot] = NULL;
		} else {
			pages[slot] = page_alloc();
			KTEST_EXPECT(pages[slot] != NULL);
			if (pages[slot])
				mark(pages[slot], number * 1000 + slot);
		}
	}
	for (unsigned int slot = 0; slot < HELD; slot++)
		if (pages[slot])
			page_free(pages[slot]);
}

KTEST(pages_belong_to_one)
{
	unsigned int runs = 0;
	size_t before;

	/* A run may need a stack more than those before: more threads lived at once. */
	do {
		before = page_count_free();
		ktest_parallel(THREADS, storm_pages);
	} while (page_count_free() + 1 < before && ++runs < RUNS);
	KTEST_EXPECT(runs < RUNS);
}

/* Memory to the last page and back again; the pages are linked through their first words. */
KTEST(all_pages_can_be_had)
{
	size_t before = page_count_free(), count = 0;
	void **last = NULL, **page;

	while ((page = page_alloc())) {
		*page = last;
		last = page;
		count++;
	}
	KTEST_EXPECT(count == before && page_count_free() == 0);
	while (last) {
		page = *last;
		page_free(last);
		last = page;
	}
	KTEST_EXPECT(page_count_free() == before);
}

static struct kmem_cache cache;

static void storm_objects(unsigned int number)
{
	unsigned char *objects[HELD] = { NULL };
	uint32_t seed = number + 1;

	for (unsigned int i = 0; i < ROUNDS; i++) {
		unsigned int slot = random_below(&seed, HELD);

		if (objects[slot]) {
			KTEST_EXPECT(objects[slot][0] == number && objects[slot][99] == slot);
			kmem_free(&cache, objects[slot]);
			objects[slot] = NULL;
		} else {
			objects[slot] = kmem_alloc(&cache);
			KTEST_EXPECT(objects[slot] != NULL);
			memset(objects[slot], (int)number, 100);
			objects[slot][99] = (unsigned char)slot;
		}
	}
	for (unsigned int slot = 0; slot < HELD; slot++)
		if (objects[slot])
			kmem_free(&cache, objects[slot]);
}

KTEST(objects_belong_to_one)
{
	kmem_cache_init(&cache, "ktest", 100);
	ktest_parallel(THREADS, storm_objects);
	KTEST_EXPECT(cache.in_use == 0 && cache.pages <= 1);
}
