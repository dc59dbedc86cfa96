/*
 * The object allocator: caches of equal objects cut from pages.
 *
 * Objects are at most half a page, aligned to 16 bytes. Contents are
 * undefined. An empty page goes back to the page allocator, but one is kept.
 */
#pragma once

#include <kernel/spinlock.h>
#include <lib/list.h>
#include <lib/types.h>

struct kmem_cache {
	struct spinlock lock;
	const char *name;
	uint32_t size;       /* bytes from one object to the next */
	uint32_t object_size;
	uint32_t in_use;     /* objects given out [lock] */
	uint32_t pages;      /* pages held [lock] */
	struct list partial; /* pages with free objects [lock] */
};

/* kmem_cache_init - make a cache of objects of `size` bytes (at most half a page). At start-up. */
void kmem_cache_init(struct kmem_cache *cache, const char *name, size_t size);

/* kmem_alloc - an object, or NULL without memory. Any context; never sleeps. */
void *kmem_alloc(struct kmem_cache *cache);

/* kmem_alloc_zeroed - the same, filled with zeroes. */
void *kmem_alloc_zeroed(struct kmem_cache *cache);

/* kmem_free - give an object back to its cache. Any context. */
void kmem_free(struct kmem_cache *cache, void *object);
