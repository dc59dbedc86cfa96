/* Accesses to what is not ours, for KASAN to catch. */
#include <kernel/ktest.h>

#include <lib/string.h>
#include <mm/kmem.h>
#include <mm/page.h>

static struct kmem_cache cache;
static char table[10];
static char *volatile table_pointer = table; /* the compiler is not to know what it points at */
static volatile size_t index = 10;

KTEST_PLANT(plant_read_behind_object)
{
	volatile char *object;

	kmem_cache_init(&cache, "plant", 20);
	object = kmem_alloc(&cache);
	KTEST_EXPECT(object[index * 2] == 0);
}

KTEST_PLANT(plant_write_behind_object)
{
	char *object;

	kmem_cache_init(&cache, "plant", 32);
	object = kmem_alloc(&cache);
	memset(object, 0, index * 3 + 3);
	KTEST_EXPECT(object[0] == 0);
}

KTEST_PLANT(plant_use_of_free_object)
{
	volatile uint64_t *object;

	kmem_cache_init(&cache, "plant", 32);
	object = kmem_alloc(&cache);
	kmem_free(&cache, (void *)object);
	KTEST_EXPECT(object[1] == 0);
}

KTEST_PLANT(plant_use_of_free_page)
{
	volatile char *page = page_alloc();

	page_free((void *)page);
	page[100] = 'x';
	KTEST_EXPECT(page[100] == 'x');
}

KTEST_PLANT(plant_read_behind_global)
{
	volatile char *pointer = table_pointer;

	KTEST_EXPECT(pointer[index] == 0);
}
