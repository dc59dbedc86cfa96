/*
 * The object allocator. A page of a cache begins with a header; the objects follow, the free ones
 * linked through their first word. A page with free objects is on its cache's `partial` list; a
 * full one is on none and is found again from any of its objects, since pages are aligned. A page
 * whose last object is freed goes back to the page allocator, except the only one with free
 * objects, which is kept so that a single object coming and going costs no page.
 */
#include "kasan.h"

#include <kernel/fault_injection.h>
#include <kernel/log.h>
#include <lib/string.h>
#include <mm/kmem.h>
#include <mm/page.h>

struct free_object {
	struct free_object *next;
};

struct slab {
	struct list link; /* cache->partial, or none when full [cache->lock] */
	struct free_object *free;
	uint32_t in_use;
};

#define OBJECT_ALIGN 16
#define HEADER_SIZE  ALIGN_UP(sizeof(struct slab), OBJECT_ALIGN)

void kmem_cache_init(struct kmem_cache *cache, const char *name, size_t size)
{
	*cache = (struct kmem_cache){ .name = name };
	cache->size = (uint32_t)ALIGN_UP(size + KASAN_REDZONE, OBJECT_ALIGN);
	cache->object_size = (uint32_t)size;
	ASSERT(cache->size <= PAGE_SIZE / 2);
	list_init(&cache->partial);
}

static struct slab *slab_of(void *object)
{
	return (struct slab *)ALIGN_DOWN((uintptr_t)object, PAGE_SIZE);
}

/* A new page, all its objects free. */
static struct slab *new_slab(struct kmem_cache *cache)
{
	struct slab *slab = page_alloc();
	char *object;

	if (!slab)
		return NULL;
	slab->free = NULL;
	slab->in_use = 0;
	object = (char *)slab + PAGE_SIZE - (PAGE_SIZE - HEADER_SIZE) % cache->size;
	while ((object -= cache->size) >= (char *)slab + HEADER_SIZE) {
		struct free_object *entry = (struct free_object *)object;

		entry->next = slab->free;
		slab->free = entry;
		kasan_forbid(object, cache->size, KASAN_FREE_OBJECT);
	}
	list_add_head(&cache->partial, &slab->link);
	cache->pages++;
	return slab;
}

void *kmem_alloc(struct kmem_cache *cache)
{
	struct free_object *object = NULL;
	struct slab *slab;
	irq_key_t key;

	if (fault_due())
		return NULL;
	key = spin_lock(&cache->lock);
	slab = list_empty(&cache->partial) ? new_slab(cache) :
					     list_first(&cache->partial, struct slab, link);
	if (slab) {
		object = slab->free;
		slab->free = object->next;
		slab->in_use++;
		cache->in_use++;
		if (!slab->free)
			list_remove(&slab->link);
	}
	spin_unlock(&cache->lock, key);
	if (object) {
		kasan_forbid(object, cache->size, KASAN_BEHIND_OBJECT);
		kasan_allow(object, cache->object_size);
	}
	return object;
}

void *kmem_alloc_zeroed(struct kmem_cache *cache)
{
	void *object = kmem_alloc(cache);

	if (object)
		memset(object, 0, cache->object_size);
	return object;
}

static bool is_only_partial(const struct kmem_cache *cache, const struct slab *slab)
{
	return cache->partial.next == &slab->link && cache->partial.prev == &slab->link;
}

void kmem_free(struct kmem_cache *cache, void *memory)
{
	irq_key_t key = spin_lock(&cache->lock);
	struct free_object *object = memory;
	struct slab *slab = slab_of(memory);

	kasan_forbid(memory, cache->size, KASAN_FREE_OBJECT);
	if (!slab->free)
		list_add_head(&cache->partial, &slab->link);
	object->next = slab->free;
	slab->free = object;
	slab->in_use--;
	cache->in_use--;
	if (slab->in_use == 0 && !is_only_partial(cache, slab)) {
		list_remove(&slab->link);
		cache->pages--;
		page_free(slab);
	}
	spin_unlock(&cache->lock, key);
}
