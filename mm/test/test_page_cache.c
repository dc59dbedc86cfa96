/*
 * The pages that harts keep at hand: they count as free, come back to the pool by halves, and are
 * taken from any hart before memory is out. The test says which hart runs.
 */
#include "arena.h"

#include <kernel/cpu.h>

struct cpu cpus[CONFIG_NR_HARTS];

static struct thread threads[CONFIG_NR_HARTS];
static unsigned int running;
static void *pages[ARENA_PAGES];

struct thread *arch_thread_current(void)
{
	return &threads[running];
}

static void start(void)
{
	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++)
		threads[i].cpu = &cpus[i];
	page_init();
}

static unsigned int at_hand(unsigned int hart)
{
	return cpus[hart].pages.count;
}

static void test_half_is_fetched(void)
{
	size_t total = page_count_total();
	void *page = page_alloc();

	CHECK(at_hand(0) == CONFIG_PAGE_CACHE_SIZE / 2 - 1);
	CHECK(page_count_free() == total - 1);
	page_free(page);
	CHECK(page_alloc() == page);
	page_free(page);
	CHECK(page_count_free() == total);
}

static void test_half_goes_back(void)
{
	for (unsigned int i = 0; i < 3 * CONFIG_PAGE_CACHE_SIZE; i++)
		pages[i] = page_alloc();
	for (unsigned int i = 0; i < 3 * CONFIG_PAGE_CACHE_SIZE; i++) {
		page_free(pages[i]);
		CHECK(at_hand(0) <= CONFIG_PAGE_CACHE_SIZE);
	}
	CHECK(page_count_free() == page_count_total());
}

/* Whatever lies with the others, one hart can have every page there is. */
static void test_the_last_page_is_found(void)
{
	size_t count = 0;

	for (running = 0; running < CONFIG_NR_HARTS; running++)
		page_free(page_alloc());
	running = 1;
	while ((pages[count] = page_alloc()))
		count++;
	CHECK(count == page_count_total() && page_count_free() == 0);
	for (running = 0; count > 0; running = (running + 1) % CONFIG_NR_HARTS)
		page_free(pages[--count]);
	CHECK(page_count_free() == page_count_total());
}

static void test_storm(void)
{
	size_t held = 0;

	for (unsigned int round = 0; round < 200000; round++) {
		running = (unsigned int)arena_random(CONFIG_NR_HARTS);
		if (arena_random(2) && held < page_count_total()) {
			pages[held] = page_alloc();
			CHECK(pages[held]);
			*(size_t *)pages[held] = held;
			held++;
		} else if (held > 0) {
			held--;
			CHECK(*(size_t *)pages[held] == held);
			page_free(pages[held]);
		}
		CHECK(page_count_free() == page_count_total() - held);
	}
	while (held > 0)
		page_free(pages[--held]);
}

int main(int argc, char **argv)
{
	arena_reserve(100);
	start();
	test_half_is_fetched();
	test_half_goes_back();
	test_the_last_page_is_found();
	test_storm();
	return 0;
}
