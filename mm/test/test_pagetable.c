/*
 * Page tables: what is mapped is found, with its rights, at every level; walks visit just what is
 * there; nothing is lost when tables are freed.
 */
#include "arena.h"

#include <mm/pagetable.h>

paddr_t kernel_root;

#define TOP_PAGE 0xfffffffffffff000u

static void test_single_pages(void)
{
	static const vaddr_t addresses[] = {
		0x1000, 0x3ffff000, 0x40000000, 0x3fffffe000, TOP_PAGE,
	};
	paddr_t root = virt_to_phys(page_alloc_zeroed());

	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		pte_t *entry = pt_walk(root, addresses[i]);

		CHECK(!entry || !pte_valid(*entry));
		CHECK(pt_map(root, addresses[i], 0x80000000 + i * PAGE_SIZE, PAGE_SIZE,
			     PTE_READ | PTE_WRITE) == 0);
		entry = pt_walk(root, addresses[i]);
		CHECK(entry && pte_valid(*entry));
		CHECK(pte_address(*entry) == 0x80000000 + i * PAGE_SIZE);
		CHECK(*entry & PTE_WRITE && !(*entry & PTE_EXECUTE) && *entry & PTE_DIRTY);
	}
}

/* Three pages, two superpages, one page: the middle is mapped on the level above. */
static void test_superpages(void)
{
	paddr_t root = virt_to_phys(page_alloc_zeroed());
	vaddr_t start = SUPERPAGE_SIZE - 3 * PAGE_SIZE;
	size_t before;

	CHECK(pt_map(root, start, start, PAGE_SIZE, PTE_READ) == 0);
	before = page_count_free();
	CHECK(pt_map(root, start, start, 2 * SUPERPAGE_SIZE + 4 * PAGE_SIZE, PTE_READ) == 0);
	CHECK(before - page_count_free() == 1);
	CHECK(!pt_walk(root, SUPERPAGE_SIZE) && !pt_walk(root, 3 * SUPERPAGE_SIZE - 1));
	CHECK(pte_address(*pt_walk(root, 3 * SUPERPAGE_SIZE)) == 3 * SUPERPAGE_SIZE);
}

static unsigned int visits;

static void unmap(void *context, vaddr_t address, pte_t *entry)
{
	CHECK(address >= 0x10000 && address < USER_TOP);
	CHECK(pte_address(*entry) == *(paddr_t *)context + address);
	*entry = 0;
	visits++;
}

static void test_visits_and_freeing(void)
{
	paddr_t distance = 0x80000000;
	size_t free = page_count_free();
	size_t tables = pt_table_count();
	paddr_t root = pt_new_root();

	for (unsigned int i = 0; i < 1000; i++) {
		vaddr_t address = 0x10000 + (vaddr_t)arena_random(1u << 25) * PAGE_SIZE;
		pte_t *entry = pt_walk_create(root, address);

		CHECK(entry);
		visits -= !pte_valid(*entry);
		*entry = pte_leaf(distance + address, PTE_READ | PTE_USER);
	}
	pt_for_each(root, PAGE_SIZE, USER_TOP, unmap, &distance);
	CHECK(visits == 0);
	pt_for_each(root, PAGE_SIZE, USER_TOP, unmap, &distance);
	CHECK(visits == 0);
	pt_free_user_tables(root);
	pt_free_root(root);
	CHECK(page_count_free() == free && pt_table_count() == tables);
}

static void test_no_memory(void)
{
	paddr_t root = pt_new_root();

	while (page_count_free() > 1)
		page_alloc();
	CHECK(!pt_walk_create(root, 0x10000));
	CHECK(pt_map(root, 0x10000, 0x10000, PAGE_SIZE, PTE_READ) < 0);
}

int main(int argc, char **argv)
{
	page_init();
	kernel_root = virt_to_phys(page_alloc_zeroed());
	test_single_pages();
	test_superpages();
	test_visits_and_freeing();
	test_no_memory();
	return 0;
}
