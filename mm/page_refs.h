/*
 * Reference counts of pages, where pages can be shared. A count above one changes under page_lock.
 * One that is 1 belongs to the only owner: nobody else can take another reference.
 */
#pragma once

#include "page_priv.h"

#include <lib/types.h>

#ifdef CONFIG_PAGE_REFS
extern uint16_t *page_refs;

/* Bytes for the counts of `count` pages; where they lie. */
static inline size_t page_refs_size(size_t count)
{
	return count * sizeof(*page_refs);
}

void page_refs_init(size_t count, void *memory);

/* A page was handed out: one reference. */
static inline void page_refs_set(size_t number)
{
	page_refs[number] = 1;
}

/*
 * Drop one reference. Returns whether it was the last. What others did with the page before they
 * dropped theirs, reading included, is over when 1 is read here or by page_is_shared().
 */
static inline bool page_refs_drop(size_t number)
{
	irq_key_t key;
	uint16_t left;

	if (__atomic_load_n(&page_refs[number], __ATOMIC_ACQUIRE) == 1)
		return true;
	key = spin_lock(&page_lock);
	left = page_refs[number] - 1;
	__atomic_store_n(&page_refs[number], left, __ATOMIC_RELEASE);
	spin_unlock(&page_lock, key);
	return left == 0;
}
#else
static inline size_t page_refs_size(size_t count)
{
	return 0;
}

static inline void page_refs_init(size_t count, void *memory)
{
}

static inline void page_refs_set(size_t number)
{
}

static inline bool page_refs_drop(size_t number)
{
	return true;
}
#endif
