/*
 * Between page.c and the pool of free pages: with PAGE_CACHE each hart keeps some at hand. Any
 * context.
 */
#pragma once

#include "page_priv.h"

#ifdef CONFIG_PAGE_CACHE
/* page_cache_take - a free page's number, or NO_PAGE. page_cache_give - that page is free again. */
size_t page_cache_take(void);
void page_cache_give(size_t number);

/* page_cache_count - pages that are free but lie with the harts. */
size_t page_cache_count(void);
#else
static inline size_t page_cache_take(void)
{
	size_t number;

	return page_pool_take(&number, 1) ? number : NO_PAGE;
}

static inline void page_cache_give(size_t number)
{
	page_pool_give(&number, 1);
}

static inline size_t page_cache_count(void)
{
	return 0;
}
#endif
