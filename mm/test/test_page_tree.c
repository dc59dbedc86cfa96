/*
 * Trees of pages: what was added is found under its number, whatever its size; visits come in
 * order; everything is given back; running out of memory changes nothing.
 */
#include "arena.h"

#include <abi/errno.h>
#include <mm/page_tree.h>

static const uint64_t numbers[] = {
	0, 1, 511, 512, 513, 262143, 262144, 1ull << 27, (1ull << 40) + 7, (1ull << 62) + 1,
};
#define COUNT (sizeof(numbers) / sizeof(numbers[0]))

static size_t visited;

static void visit(void *context, uint64_t number, void *page)
{
	void **pages = context;

	CHECK(visited < COUNT && number == numbers[visited] && page == pages[visited]);
	visited++;
}

/* The numbers are added from the `first` on, around to the one before it. */
static void test_numbers(size_t first)
{
	struct page_tree tree = { NULL, 0 };
	size_t before = page_count_free();
	void *pages[COUNT];

	CHECK(!page_tree_find(&tree, 0));
	for (size_t i = 0; i < COUNT; i++) {
		size_t which = (first + i) % COUNT;

		CHECK(!page_tree_find(&tree, numbers[which]));
		pages[which] = page_alloc();
		CHECK(page_tree_add(&tree, numbers[which], pages[which]) == 0);
		CHECK(page_tree_find(&tree, numbers[which]) == pages[which]);
	}
	for (size_t i = 0; i < COUNT; i++) {
		CHECK(page_tree_find(&tree, numbers[i]) == pages[i]);
		CHECK(!page_tree_find(&tree, numbers[i] + 5));
		visited = i;
		page_tree_visit(&tree, numbers[i], visit, pages);
		CHECK(visited == COUNT);
	}
	page_tree_free(&tree);
	CHECK(!page_tree_find(&tree, 0) && page_count_free() == before);
}

/* The tree holds one reference of each page: a page that somebody else has stays. */
static void test_references(void)
{
	struct page_tree tree = { NULL, 0 };
	size_t before = page_count_free();
	void *page = page_alloc();

	page_share(page);
	CHECK(page_tree_add(&tree, 5000, page) == 0);
	page_tree_free(&tree);
	CHECK(page_count_free() == before - 1);
	page_free(page);
	CHECK(page_count_free() == before);
}

static void test_no_memory(void)
{
	struct page_tree tree = { NULL, 0 };
	void *first = page_alloc(), *second = page_alloc();
	size_t before = page_count_free();
	void **taken = malloc(before * sizeof(void *));
	int error = -ENOMEM, failures = 0;

	CHECK(page_tree_add(&tree, 3, first) == 0);
	for (size_t room = 0; error; room++) {
		size_t count = 0;

		while (page_count_free() > room)
			taken[count++] = page_alloc();
		error = page_tree_add(&tree, 1ull << 35, second);
		CHECK(error == 0 || error == -ENOMEM);
		CHECK(page_tree_find(&tree, 3) == first);
		CHECK(page_tree_find(&tree, 1ull << 35) == (error ? NULL : second));
		while (count > 0)
			page_free(taken[--count]);
		failures += error != 0;
	}
	CHECK(failures > 0);
	CHECK(page_tree_find(&tree, 3) == first && page_tree_find(&tree, 1ull << 35) == second);
	page_tree_free(&tree);
	CHECK(page_count_free() == before + 2);
	free(taken);
}

int main(int argc, char **argv)
{
	page_init();
	for (size_t first = 0; first < COUNT; first++)
		test_numbers(first);
	test_references();
	test_no_memory();
	return 0;
}
