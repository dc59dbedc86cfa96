/*
 * The inside of the page allocator. page.c has the pool of free pages; the allocator behind it,
 * which is a choice, works under page_lock or at start-up.
 */
#pragma once

#include <kernel/spinlock.h>
#include <lib/types.h>

/* Guards the allocator and the counts. A leaf: nothing is taken under it. */
extern struct spinlock page_lock;

/* pages_meta_size - bytes the allocator needs for itself to manage `count` pages. */
size_t pages_meta_size(size_t count);

/* pages_init - manage page numbers below `count`, none of them free yet; `meta` is the memory. */
void pages_init(size_t count, void *meta);

/* pages_add - the pages first..end-1 are free. */
void pages_add(size_t first, size_t end);

/* pages_take - a free page's number, or NO_PAGE. */
size_t pages_take(void);

/* pages_give - page `number` is free again. */
void pages_give(size_t number);

#define NO_PAGE ((size_t)-1)

/*
 * page_pool_take - up to `count` free pages' numbers. Returns how many there were.
 * page_pool_give - these pages are free again. Both take page_lock. Any context.
 */
size_t page_pool_take(size_t *numbers, size_t count);
void page_pool_give(const size_t *numbers, size_t count);

/* page_number / page_at - between a page's number and its kernel address. */
size_t page_number(const void *page);
void *page_at(size_t number);
