/*
 * Shared memory without a file: an object with pages of zeroes, made when somebody first touches
 * them, which all regions of it map. fork hands the regions on; the last one takes the object
 * along.
 */
#include "aspace_priv.h"

#include <abi/errno.h>
#include <kernel/mutex.h>
#include <mm/kmem.h>
#include <mm/page.h>
#include <mm/page_tree.h>

struct shared {
	struct mutex lock;     /* taken with aspace->lock held */
	unsigned int regions;  /* [lock] that have the object */
	struct page_tree tree; /* [lock] */
};

static struct kmem_cache shared_cache;

static int shared_page(struct region *region, uaddr_t address, void **page)
{
	struct shared *shared = region->object;
	uint64_t at = region->offset + (address - region->origin);
	int error = 0;

	if (at >= region->length)
		return -EIO;
	mutex_lock(&shared->lock);
	*page = page_tree_find(&shared->tree, at >> PAGE_SHIFT);
	if (!*page) {
		*page = page_alloc_zeroed();
		error = *page ? page_tree_add(&shared->tree, at >> PAGE_SHIFT, *page) : -ENOMEM;
	}
	if (error && *page)
		page_free(*page);
	if (!error && !page_share(*page))
		error = -ENOMEM;
	mutex_unlock(&shared->lock);
	return error;
}

static void shared_get(void *object)
{
	struct shared *shared = object;

	mutex_lock(&shared->lock);
	shared->regions++;
	mutex_unlock(&shared->lock);
}

static void shared_put(void *object)
{
	struct shared *shared = object;
	bool last;

	mutex_lock(&shared->lock);
	last = --shared->regions == 0;
	mutex_unlock(&shared->lock);
	if (!last)
		return;
	page_tree_free(&shared->tree);
	kmem_free(&shared_cache, shared);
}

static const struct pager shared_pager = {
	.page = shared_page,
	.get = shared_get,
	.put = shared_put,
};

void shared_init(void)
{
	kmem_cache_init(&shared_cache, "shared", sizeof(struct shared));
}

int shared_region_create(struct region *region)
{
	struct shared *shared = kmem_alloc_zeroed(&shared_cache);

	if (!shared)
		return -ENOMEM;
	mutex_init(&shared->lock);
	shared->regions = 1;
	region->pager = &shared_pager;
	region->object = shared;
	region->origin = region->start;
	region->offset = 0;
	region->length = region->end - region->start;
	return 0;
}
