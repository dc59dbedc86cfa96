/*
 * The first two words of a free page belong to the allocator. The third says whether the page was
 * filled: memory that has never been freed was not. The rest repeats the pattern.
 */
#include "page_poison.h"

#include <kernel/log.h>
#include <mm/page.h>

#define POISON 0x6b6b6b6b6b6b6b6bull
#define FIRST_WORD 2
#define WORDS (PAGE_SIZE / sizeof(uint64_t))

void page_poison_fill(void *page)
{
	uint64_t *words = page;

	for (size_t i = FIRST_WORD; i < WORDS; i++)
		words[i] = POISON;
}

void page_poison_check(void *page)
{
	uint64_t *words = page;

	if (words[FIRST_WORD] != POISON)
		return;
	for (size_t i = FIRST_WORD; i < WORDS; i++)
		if (words[i] != POISON)
			panic("free page %p was written to: word %lu is %lx", page,
			      (unsigned long)i, (unsigned long)words[i]);
	words[FIRST_WORD] = 0;
}
