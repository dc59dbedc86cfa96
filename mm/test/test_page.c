/*
 * The page allocators, each through the same interface: every page is handed out once, none that is
 * reserved, all come back; and the buddy allocator puts its blocks together again.
 */
#include "arena.h"

#include <string.h>

static void *pages[ARENA_PAGES];
static unsigned char owned[ARENA_PAGES];

/* Take all there are. Returns how many. */
static size_t take_all(void)
{
	size_t count = 0;
	void *page;

	while ((page = page_alloc())) {
		size_t number = arena_number(page);

		CHECK(number < ARENA_PAGES && ((uintptr_t)page & PAGE_MASK) == 0);
		CHECK(!owned[number]);
		owned[number] = 1;
		memset(page, 0xa5, PAGE_SIZE);
		pages[count++] = page;
	}
	return count;
}

static void give(void *page)
{
	owned[arena_number(page)] = 0;
	page_free(page);
}

static void test_all_pages_once(void)
{
	size_t total = page_count_total();

	CHECK(page_count_free() == total);
	CHECK(take_all() == total);
	CHECK(page_count_free() == 0);
	CHECK(!owned[100] && !owned[101] && !owned[3000] && !owned[3001]);
	CHECK(total >= ARENA_PAGES - 4 - 8);
	for (size_t left = total; left > 0; left--) {
		size_t pick = arena_random(left);

		give(pages[pick]);
		pages[pick] = pages[left - 1];
	}
	CHECK(page_count_free() == total);
}

static void test_storm(void)
{
	size_t total = page_count_total();
	size_t held = 0;

	for (unsigned int round = 0; round < 200000; round++) {
		if (arena_random(2) && held < total) {
			void *page = page_alloc_zeroed();

			CHECK(page && !owned[arena_number(page)]);
			CHECK(((uint64_t *)page)[0] == 0 && ((uint64_t *)page)[511] == 0);
			owned[arena_number(page)] = 1;
			((uint64_t *)page)[arena_random(512)] = round;
			pages[held++] = page;
		} else if (held > 0) {
			size_t pick = arena_random(held);

			give(pages[pick]);
			pages[pick] = pages[--held];
		}
		CHECK(page_count_free() == total - held);
	}
	while (held > 0)
		give(pages[--held]);
}

/* With everything free again memory is in large pieces, the last of which come page after page. */
static void test_blocks_are_merged(void)
{
	size_t count = take_all();

	for (size_t i = count - 1023; i < count; i++)
		CHECK(arena_number(pages[i]) == arena_number(pages[i - 1]) + 1);
}

static void test_shared_pages(void)
{
	size_t before = page_count_free();
	void *page = page_alloc();

	CHECK(!page_is_shared(page));
	page_share(page);
	CHECK(page_is_shared(page));
	page_free(page);
	CHECK(!page_is_shared(page) && page_count_free() == before - 1);
	page_free(page);
	CHECK(page_count_free() == before);
}

int main(int argc, char **argv)
{
	arena_reserve(3000);
	arena_reserve(100);
	page_init();
	test_all_pages_once();
	test_storm();
	test_shared_pages();
	if (BUDDY)
		test_blocks_are_merged();
	return 0;
}
