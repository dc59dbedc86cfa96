/*
 * Page tables made and freed by several threads at once, each in a table of its own: none is lost,
 * and the count of them is exact at the end.
 */
#include "arena.h"

#include <mm/pagetable.h>
#include <pthread.h>

#define THREADS 4
#define ROUNDS  20000

paddr_t kernel_root;

static void *work(void *unused)
{
	for (int round = 0; round < ROUNDS; round++) {
		paddr_t root = pt_new_root();

		CHECK(root && pt_walk_create(root, 0x1000));
		pt_free_user_tables(root);
		pt_free_root(root);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[THREADS];
	size_t tables, pages;

	page_init();
	kernel_root = virt_to_phys(page_alloc_zeroed());
	tables = pt_table_count();
	pages = page_count_free();
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, work, NULL) == 0);
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_join(threads[i], NULL) == 0);
	CHECK(pt_table_count() == tables);
	CHECK(page_count_free() == pages);
	return 0;
}
