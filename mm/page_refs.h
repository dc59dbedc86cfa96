/*
 * Reference counts of pages, where pages can be shared. All under page_lock but page_refs_init().
 */
#pragma once

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

/* Drop one reference. Returns whether it was the last. */
static inline bool page_refs_drop(size_t number)
{
	return --page_refs[number] == 0;
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
