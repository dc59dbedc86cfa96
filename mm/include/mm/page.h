/*
 * The physical page allocator: PAGE_ALLOC_FREELIST or PAGE_ALLOC_BUDDY, one interface.
 *
 * Pages are not filled with anything: a caller that needs zeroes uses page_alloc_zeroed(). With
 * reference counts (PAGE_REFS) a page comes with one reference.
 */
#pragma once

#include <arch/mmu.h>
#include <lib/types.h>

#ifdef CONFIG_MMU
/* page_init - manage all memory behind the kernel's image but the reserved. At start-up, once. */
void page_init(void);
#else
static inline void page_init(void)
{
}
#endif

/* page_alloc - one free page as a kernel address, or NULL. Any context; never sleeps. */
void *page_alloc(void);

/* page_alloc_zeroed - the same, filled with zeroes. */
void *page_alloc_zeroed(void);

/* page_free - give back a page from page_alloc(); with counts, drop one reference. Any context. */
void page_free(void *page);

/* page_zero - fill one page with zeroes. */
void page_zero(void *page);

/* page_copy - copy one page. */
void page_copy(void *to, const void *from);

#ifdef CONFIG_PAGE_REFS
/*
 * page_share - take another reference of a page. Returns false when it has as many as can be.
 * page_is_shared - has it more than one? Only an upper bound while others may drop theirs.
 */
bool page_share(void *page);
bool page_is_shared(const void *page);
#else
static inline bool page_is_shared(const void *page)
{
	return false;
}
#endif

/* page_count_free / page_count_total - pages left, and pages ever managed. */
size_t page_count_free(void);
size_t page_count_total(void);
