/*
 * PAGE_ALLOC_BUDDY: free memory is kept in blocks of 2^order pages, each aligned to its size.
 *
 * A block that is too large is split in two buddies, numbers differing in one bit; one that becomes
 * free is merged with its buddy if that is free too and of the same size. heads[n] is order + 1
 * when page n begins a free block and 0 otherwise. The links of the lists lie in the free blocks.
 */
#include "page_priv.h"

#include <lib/list.h>
#include <lib/string.h>

/*
 * Up to 1 GiB, so that start-up, which writes into the first page of each block, touches little of
 * a large memory.
 */
#define MAX_ORDER 18

static struct list blocks[MAX_ORDER + 1];
static uint8_t *heads;
static size_t page_limit;

size_t pages_meta_size(size_t count)
{
	return count;
}

void pages_init(size_t count, void *meta)
{
	heads = meta;
	page_limit = count;
	memset(heads, 0, count);
	for (unsigned int order = 0; order <= MAX_ORDER; order++)
		list_init(&blocks[order]);
}

static void put_block(size_t number, unsigned int order)
{
	heads[number] = (uint8_t)(order + 1);
	list_add_head(&blocks[order], page_at(number));
}

static void remove_block(size_t number)
{
	heads[number] = 0;
	list_remove(page_at(number));
}

static bool is_free_block(size_t number, unsigned int order)
{
	return number < page_limit && heads[number] == order + 1;
}

static void give_block(size_t number, unsigned int order)
{
	while (order < MAX_ORDER && is_free_block(number ^ 1ul << order, order)) {
		remove_block(number ^ 1ul << order);
		number &= ~(1ul << order);
		order++;
	}
	put_block(number, order);
}

void pages_add(size_t first, size_t end)
{
	while (first < end) {
		unsigned int order = 0;

		while (order < MAX_ORDER && IS_ALIGNED(first, 2ul << order) &&
		       first + (2ul << order) <= end)
			order++;
		give_block(first, order);
		first += 1ul << order;
	}
}

size_t pages_take(void)
{
	unsigned int order = 0;
	size_t number;

	while (order <= MAX_ORDER && list_empty(&blocks[order]))
		order++;
	if (order > MAX_ORDER)
		return NO_PAGE;
	number = page_number(blocks[order].next);
	remove_block(number);
	while (order-- > 0)
		put_block(number + (1ul << order), order);
	return number;
}

void pages_give(size_t number)
{
	give_block(number, 0);
}
