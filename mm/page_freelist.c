/*
 * PAGE_ALLOC_FREELIST: free pages are linked through their first word. Memory that was never used
 * is not touched: `spans` say what is left of it, and a page is taken from there when the list is
 * empty.
 */
#include "page_priv.h"

#include <kernel/log.h>
#include <kernel/platform.h>

#define MAX_SPANS (PLATFORM_MAX_RESERVED + 1)

struct free_page {
	struct free_page *next;
};

struct span {
	size_t next; /* page numbers never handed out: next..end-1 */
	size_t end;
};

static struct free_page *free_list;
static struct span spans[MAX_SPANS];
static unsigned int span_count;

size_t pages_meta_size(size_t count)
{
	return 0;
}

void pages_init(size_t count, void *meta)
{
}

void pages_add(size_t first, size_t end)
{
	ASSERT(span_count < MAX_SPANS);
	spans[span_count++] = (struct span){ first, end };
}

static size_t take_fresh(void)
{
	struct span *span;

	if (span_count == 0)
		return NO_PAGE;
	span = &spans[span_count - 1];
	if (span->next + 1 == span->end)
		span_count--;
	return span->next++;
}

size_t pages_take(void)
{
	struct free_page *page = free_list;

	if (!page)
		return take_fresh();
	free_list = page->next;
	return page_number(page);
}

void pages_give(size_t number)
{
	struct free_page *page = page_at(number);

	page->next = free_list;
	free_list = page;
}
