/*
 * What the allocators of pages and objects cost and give: `ktest=measure_allocators` prints lines
 * `# NAME NUMBER`. tools/allocators runs it for each choice and makes a table.
 */
#include <kernel/ktest.h>

#include <arch/time.h>
#include <kernel/log.h>
#include <kernel/spinlock.h>
#include <kernel/time.h>
#include <mm/kmem.h>
#include <mm/page.h>

#define PAIRS	1000
#define BATCH	1024
#define ROUNDS	40000 /* of each thread: longer than a host's time slices */
#define THREADS 4
#define TRIES	8
#define STEPS	5000
#define LEFT	128
#define GROUP	8
#define PIECE	((uintptr_t)64 * PAGE_SIZE)

static void *pages[BATCH];
static struct kmem_cache small, large;

/* Numbers without end, from a seed. */
static unsigned int random_below(uint32_t *state, unsigned int limit)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % limit;
}

static void print(const char *name, uint64_t number)
{
	kprintf("# %s %lu\n", name, (unsigned long)number);
}

/* Instructions, exact under -icount, of one page taken and given back again and again. */
static void measure_pairs(void)
{
	uint64_t start = arch_instructions_read();

	for (unsigned int i = 0; i < PAIRS; i++)
		page_free(page_alloc());
	print("pair", (arch_instructions_read() - start) / PAIRS);
}

static void take_batch(void)
{
	for (unsigned int i = 0; i < BATCH; i++) {
		pages[i] = page_alloc();
		KTEST_EXPECT(pages[i] != NULL);
	}
}

static void give(unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		page_free(pages[i]);
}

/* Many pages taken, then given back. */
static void measure_batch(void)
{
	uint64_t start = arch_instructions_read();

	take_batch();
	print("alloc", (arch_instructions_read() - start) / BATCH);
	start = arch_instructions_read();
	give(BATCH);
	print("free", (arch_instructions_read() - start) / BATCH);
}

static bool shares_piece(unsigned int index)
{
	for (unsigned int i = 0; i < index; i++)
		if ((uintptr_t)pages[i] / PIECE == (uintptr_t)pages[index] / PIECE)
			return true;
	return false;
}

/* In how many pieces of 64 pages the first `count` pages lie: these are not free as a whole. */
static unsigned int count_pieces(unsigned int count)
{
	unsigned int pieces = 0;

	for (unsigned int i = 0; i < count; i++)
		pieces += !shares_piece(i);
	return pieces;
}

/*
 * How use scatters memory: of a batch all but 128 pages go, in no order; then groups of eight of
 * those come and go for a long time. They would have room in 2 pieces.
 */
static void measure_storm(void)
{
	unsigned int count = BATCH;
	uint32_t seed = 1;

	take_batch();
	while (count > LEFT) {
		unsigned int gone = random_below(&seed, count);

		page_free(pages[gone]);
		pages[gone] = pages[--count];
	}
	print("scattered", count_pieces(LEFT));
	for (unsigned int step = 0; step < STEPS; step++) {
		unsigned int first = random_below(&seed, LEFT - GROUP);

		for (unsigned int i = 0; i < GROUP; i++)
			page_free(pages[first + i]);
		for (unsigned int i = 0; i < GROUP; i++)
			pages[first + i] = page_alloc();
	}
	print("pieces", count_pieces(LEFT));
	give(LEFT);
}

/* The same kind of work with nothing to share: what the host gives to four harts. */
static void use_own_lock(unsigned int number)
{
	struct spinlock lock = SPINLOCK_INIT;
	uint32_t state = number;

	for (unsigned int i = 0; i < ROUNDS; i++) {
		irq_key_t key = spin_lock(&lock);

		random_below(&state, 1);
		spin_unlock(&lock, key);
	}
	KTEST_EXPECT(state != number);
}

static void use_pages(unsigned int number)
{
	for (unsigned int i = 0; i < ROUNDS; i++)
		page_free(page_alloc());
}

static void use_objects(unsigned int number)
{
	for (unsigned int i = 0; i < ROUNDS; i++)
		kmem_free(&small, kmem_alloc(&small));
}

static uint64_t time_of(unsigned int threads, void (*body)(unsigned int number))
{
	uint64_t start = time_now();

	ktest_parallel(threads, body);
	return time_now() - start;
}

/*
 * The times of one thread and of four that each do the same: on a host with a core for each hart
 * equal, if nobody waits. Of each the quickest of some tries counts.
 */
static void measure_contention(const char *name, void (*body)(unsigned int number))
{
	uint64_t alone = UINT64_MAX, together = UINT64_MAX;

	for (unsigned int i = 0; i < TRIES; i++) {
		alone = MIN(alone, time_of(1, body));
		together = MIN(together, time_of(THREADS, body));
	}
	kprintf("# %s_alone %lu\n", name, (unsigned long)time_to_ns(alone));
	kprintf("# %s_together %lu\n", name, (unsigned long)time_to_ns(together));
}

/* Objects that fill a page: one fewer than make the cache take a second one. */
static void measure_room(const char *name, struct kmem_cache *cache)
{
	unsigned int count = 0;

	while (cache->pages < 2)
		pages[count++] = kmem_alloc(cache);
	kprintf("# %s_in_page %u\n", name, count - 1);
	while (count > 0)
		kmem_free(cache, pages[--count]);
}

static void measure_objects(const char *name, struct kmem_cache *cache)
{
	uint64_t start;

	measure_room(name, cache);
	start = arch_instructions_read();
	for (unsigned int i = 0; i < PAIRS; i++)
		kmem_free(cache, kmem_alloc(cache));
	kprintf("# %s_pair %lu\n", name,
		(unsigned long)((arch_instructions_read() - start) / PAIRS));
	start = arch_instructions_read();
	for (unsigned int i = 0; i < BATCH; i++)
		pages[i] = kmem_alloc(cache);
	kprintf("# %s_alloc %lu\n", name,
		(unsigned long)((arch_instructions_read() - start) / BATCH));
	start = arch_instructions_read();
	for (unsigned int i = 0; i < BATCH; i++)
		kmem_free(cache, pages[i]);
	kprintf("# %s_free %lu\n", name,
		(unsigned long)((arch_instructions_read() - start) / BATCH));
}

KTEST_MEASURE(measure_allocators)
{
	kmem_cache_init(&small, "small", 64);
	kmem_cache_init(&large, "large", 1024);
	print("managed", page_count_total());
	print("free_pages", page_count_free());
	measure_pairs();
	measure_batch();
	measure_storm();
	measure_objects("small", &small);
	measure_objects("large", &large);
	measure_contention("own_lock", use_own_lock);
	measure_contention("pages", use_pages);
	measure_contention("objects", use_objects);
}
