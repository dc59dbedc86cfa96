/* malloc: thousands of blocks of all sizes, each filled with a pattern that must stay. */
#include "check.h"
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define HEAP_SIZE (64ul << 20)
#define BLOCKS 1000
#define ROUNDS 200000

static _Alignas(16) char heap[HEAP_SIZE];
static size_t heap_used = 8; /* not aligned, as a program's end may be */

void *our_sbrk(intptr_t increment);

void *our_sbrk(intptr_t increment)
{
	size_t before = heap_used;

	if ((intptr_t)heap_used + increment < 8 || heap_used + (size_t)increment > HEAP_SIZE) {
		errno = ENOMEM;
		return (void *)-1;
	}
	heap_used += (size_t)increment;
	return heap + before;
}

static struct block {
	unsigned char *memory;
	size_t size;
	unsigned char pattern;
} blocks[BLOCKS];

static size_t random_size(void)
{
	switch (test_random() % 8) {
	case 0:
		return test_random() % 100000;
	case 1:
		return test_random() % 5000;
	default:
		return test_random() % 200;
	}
}

static void verify(const struct block *block, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		CHECK(block->memory[i] == block->pattern, "byte %zu of %zu", i, block->size);
}

static void fill(struct block *block)
{
	CHECK(((uintptr_t)block->memory & 15) == 0, "%p is not aligned", (void *)block->memory);
	block->pattern = (unsigned char)test_random();
	memset(block->memory, block->pattern, block->size);
}

static void allocate(struct block *block)
{
	size_t alignment = 16ul << test_random() % 9;

	block->size = random_size();
	if (test_random() % 16 == 0) {
		block->memory = aligned_alloc(alignment, block->size);
		CHECK(((uintptr_t)block->memory & (alignment - 1)) == 0, "not aligned");
	} else {
		block->memory = malloc(block->size);
	}
	CHECK(block->memory != NULL, "no %zu bytes", block->size);
	fill(block);
}

static void resize(struct block *block)
{
	size_t size = random_size();

	block->memory = realloc(block->memory, size);
	CHECK(block->memory != NULL, "no %zu bytes", size);
	verify(block, size < block->size ? size : block->size);
	block->size = size;
	fill(block);
}

static void release(struct block *block)
{
	verify(block, block->size);
	free(block->memory);
	block->memory = NULL;
}

static void test_stress(void)
{
	int round;
	size_t i;

	for (round = 0; round < ROUNDS; round++) {
		struct block *block = &blocks[test_random() % BLOCKS];

		if (block->memory == NULL)
			allocate(block);
		else if (test_random() % 4 == 0)
			resize(block);
		else
			release(block);
	}
	for (i = 0; i < BLOCKS; i++)
		if (blocks[i].memory != NULL)
			release(&blocks[i]);
}

/* When all is free there is one chunk again, and a large one has gone back. */
static void test_all_came_back(void)
{
	CHECK(heap_used < 512 << 10, "%zu bytes are left", heap_used);
	free(malloc(30ul << 20));
	CHECK(heap_used < 512 << 10, "%zu bytes are left", heap_used);
}

static void test_refusals(void)
{
	volatile size_t most = SIZE_MAX; /* the compiler refuses what it sees to be too much */

	errno = 0;
	CHECK(malloc(most) == NULL && errno == ENOMEM, "SIZE_MAX bytes");
	CHECK(malloc(HEAP_SIZE * 2) == NULL, "more than there is");
	CHECK(calloc(most / 2, 4) == NULL, "an overflow");
	CHECK(reallocarray(NULL, most / 2, 4) == NULL, "an overflow");
	free(NULL);
}

/* Others may move the end of the heap in between. */
static void test_foreign_sbrk(void)
{
	char *first = malloc(100), *second;

	memset(first, 1, 100);
	our_sbrk(1000);
	second = malloc(100000);
	CHECK(second != NULL, "no memory behind a foreign sbrk");
	memset(second, 2, 100000);
	CHECK(first[99] == 1, "overwritten");
	free(second);
	free(first);
}

static void test_calloc(void)
{
	unsigned char *memory = malloc(1000);
	int i;

	memset(memory, 0xff, 1000);
	free(memory);
	memory = calloc(10, 100);
	for (i = 0; i < 1000; i++)
		CHECK(memory[i] == 0, "byte %d", i);
	free(memory);
}

int main(void)
{
	test_stress();
	test_all_came_back();
	test_refusals();
	test_calloc();
	test_foreign_sbrk();
	return 0;
}
