/*
 * Mapping: regions at places that are asked for or looked for, and taking away again.
 *
 * Free places are looked for from the stack downwards, so that the heap can grow from below.
 * Neighbours that are alike become one region.
 */
#include "aspace_priv.h"

#include <abi/errno.h>
#include <mm/kmem.h>
#include <mm/page.h>

#define LOWEST 0x10000	      /* what is below is given to those only who name the place */
#define STACK_GAP (256 * PAGE_SIZE) /* kept free below a stack */

uaddr_t region_bottom(const struct region *region)
{
	uaddr_t gap = region->kind == REGION_STACK ? STACK_GAP : 0;

	return region->start > gap ? region->start - gap : 0;
}

uaddr_t aspace_find_place(const struct aspace *aspace, size_t size)
{
	const struct list *link;
	uaddr_t end = USER_TOP - PAGE_SIZE;

	for (link = aspace->regions.prev; link != &aspace->regions; link = link->prev) {
		const struct region *region = list_entry(link, const struct region, link);

		if (region->end <= end && end - region->end >= size)
			break;
		end = MIN(end, region_bottom(region));
	}
	return end >= size && end - size >= LOWEST ? end - size : 0;
}

static bool is_free(const struct aspace *aspace, uaddr_t start, uaddr_t end, bool hint)
{
	const struct region *region;

	list_for_each(region, &aspace->regions, link)
		if (region->end > start && (hint ? region_bottom(region) : region->start) < end)
			return false;
	return true;
}

static bool hint_is_good(const struct aspace *aspace, uaddr_t start, size_t size)
{
	return start >= LOWEST && start < USER_TOP && size < USER_TOP - PAGE_SIZE - start &&
	       is_free(aspace, start, start + size, true);
}

/* Settle where a new mapping goes; what lies there is taken away. 0, -EEXIST or -ENOMEM. */
static int make_place(struct aspace *aspace, uaddr_t *start, size_t size, enum map_place placement)
{
	if (placement == PLACE_IF_FREE)
		return is_free(aspace, *start, *start + size, false) ? 0 : -EEXIST;
	if (placement == PLACE_REPLACE)
		return aspace_unmap_locked(aspace, *start, *start + size);
	if (!hint_is_good(aspace, *start, size))
		*start = aspace_find_place(aspace, size);
	return *start ? 0 : -ENOMEM;
}

/* Without MM_DEMAND pages are there from the start, but those of regions that nobody can use. */
static int fill_new(struct aspace *aspace, struct region *region)
{
	if (IS_ENABLED(CONFIG_MM_DEMAND) || !region->rights)
		return 0;
	return region_populate_some(aspace, region);
}

static int map_locked(struct aspace *aspace, struct region *region, enum map_place placement)
{
	uaddr_t start = region->start;
	int error = -ENOMEM;

	if (!regions_are_full(aspace))
		error = make_place(aspace, &start, region->end - start, placement);
	if (error)
		return error;
	region->end += start - region->start;
	region->origin += start - region->start;
	region->start = start;
	region_insert(aspace, region);
	error = fill_new(aspace, region);
	if (error) {
		aspace_unmap_pages(aspace, region->start, region->end);
		list_remove(&region->link);
	}
	return error;
}

int aspace_map(struct aspace *aspace, struct region *wanted, enum map_place placement)
{
	struct region *region = kmem_alloc(&region_cache);
	int error;

	if (!region)
		return -ENOMEM;
	*region = *wanted;
	mutex_lock(&aspace->lock);
	error = map_locked(aspace, region, placement);
	*wanted = *region;
	if (!error)
		regions_join(aspace, wanted->start, wanted->end);
	mutex_unlock(&aspace->lock);
	if (error)
		kmem_free(&region_cache, region);
	return error;
}

/* The last part of the heap, when the one before it may have gone. */
static struct region *find_heap(const struct aspace *aspace)
{
	struct region *region, *heap = NULL;

	list_for_each(region, &aspace->regions, link)
		if (region->kind == REGION_HEAP)
			heap = region;
	return heap;
}

int aspace_unmap_locked(struct aspace *aspace, uaddr_t start, uaddr_t end)
{
	struct region *region, *next;
	int error = regions_cut(aspace, start, end);

	if (error)
		return error;
	list_for_each_safe(region, next, &aspace->regions, link) {
		if (region->end <= start || region->start >= end)
			continue;
		aspace_unmap_pages(aspace, region->start, region->end);
		list_remove(&region->link);
		region_free(region);
	}
	aspace->heap = find_heap(aspace);
	return 0;
}

int aspace_unmap(struct aspace *aspace, uaddr_t start, uaddr_t end)
{
	int error;

	mutex_lock(&aspace->lock);
	error = aspace_unmap_locked(aspace, start, end);
	mutex_unlock(&aspace->lock);
	return error;
}

/* The part of a region that lies in [start, end), for what is done to pages and not to regions. */
typedef int (*part_t)(struct aspace *aspace, struct region *region, uaddr_t start, uaddr_t end);

/* Do it to all of [start, end): 0, or the first error, or -ENOMEM where something is missing. */
static int for_each_part(struct aspace *aspace, uaddr_t start, uaddr_t end, part_t part)
{
	struct region *region;
	int error = 0, result;

	mutex_lock(&aspace->lock);
	regions_for_each(region, aspace, start, end) {
		result = part(aspace, region, MAX(region->start, start), MIN(region->end, end));
		if (!error)
			error = result;
	}
	if (!error && !regions_cover(aspace, start, end))
		error = -ENOMEM;
	mutex_unlock(&aspace->lock);
	return error;
}

static int populate_part(struct aspace *aspace, struct region *region, uaddr_t start, uaddr_t end)
{
	if (region->rights)
		region_populate(aspace, region, start, end);
	return 0;
}

int aspace_populate(struct aspace *aspace, uaddr_t start, uaddr_t end)
{
	return for_each_part(aspace, start, end, populate_part);
}

static int check_part(struct aspace *aspace, struct region *region, uaddr_t start, uaddr_t end)
{
	return 0;
}

int aspace_check(struct aspace *aspace, uaddr_t start, uaddr_t end)
{
	return for_each_part(aspace, start, end, check_part);
}

static int discard_part(struct aspace *aspace, struct region *region, uaddr_t start, uaddr_t end)
{
	aspace_unmap_pages(aspace, start, end);
	return 0;
}

int aspace_discard(struct aspace *aspace, uaddr_t start, uaddr_t end)
{
	return for_each_part(aspace, start, end, discard_part);
}

static int sync_part(struct aspace *aspace, struct region *region, uaddr_t start, uaddr_t end)
{
	if (!region_is_shared(region) || !region->pager->sync)
		return 0;
	return region->pager->sync(region, start, end);
}

int aspace_sync(struct aspace *aspace, uaddr_t start, uaddr_t end)
{
	return for_each_part(aspace, start, end, sync_part);
}
