/*
 * Free pages that a hart keeps at hand (PAGE_CACHE). They lie in struct cpu; mm/page_cache.c alone
 * puts them there and takes them out.
 */
#pragma once

#include <kernel/spinlock.h>
#include <lib/types.h>

#ifdef CONFIG_PAGE_CACHE
struct cpu_pages {
	struct spinlock lock; /* its hart takes it, and harts that find no page elsewhere */
	unsigned int count;   /* [lock] */
	size_t numbers[CONFIG_PAGE_CACHE_SIZE]; /* [lock] the last given back comes out first */
};
#else
struct cpu_pages {
};
#endif
