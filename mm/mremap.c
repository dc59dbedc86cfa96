/*
 * Making a mapping longer, shorter or moving it: its pages go along, nothing is copied.
 */
#include "aspace_priv.h"

#include <abi/errno.h>

struct moving {
	struct aspace *aspace;
	uaddr_t distance; /* from the old place to the new, modulo 2^64 */
	int error;
};

static void make_table(void *context, vaddr_t address, pte_t *entry)
{
	struct moving *moving = context;

	if (!pt_walk_create(moving->aspace->root, address + moving->distance))
		moving->error = -ENOMEM;
}

/* The tables are there. */
static void move_entry(void *context, vaddr_t address, pte_t *entry)
{
	struct moving *moving = context;

	*pt_walk(moving->aspace->root, address + moving->distance) = *entry;
	*entry = 0;
}

/* Let the pages of [start, end) be at the new place. 0 or -ENOMEM with nothing changed. */
static int move_pages(struct moving *moving, uaddr_t start, uaddr_t end)
{
	paddr_t root = moving->aspace->root;

	pt_for_each(root, start, end, make_table, moving);
	if (moving->error)
		return moving->error;
	pt_for_each(root, start, end, move_entry, moving);
	aspace_flush(moving->aspace);
	return 0;
}

static int fill_tail(struct aspace *aspace, struct region *region, uaddr_t start)
{
	int error;

	if (IS_ENABLED(CONFIG_MM_DEMAND) || !region->rights)
		return 0;
	error = region_populate(aspace, region, start, region->end);
	if (error == -ENOMEM)
		aspace_unmap_pages(aspace, start, region->end);
	return error == -ENOMEM ? error : 0;
}

/* A longer or equally long region at `target`, where nothing is, in place of `old`. */
static int move_region(struct aspace *aspace, struct region *old, uaddr_t target, size_t size)
{
	struct moving moving = { .aspace = aspace, .distance = target - old->start };
	struct region *region = region_clone(old);
	int error;

	if (!region)
		return -ENOMEM;
	region->start = target;
	region->end = target + size;
	region->origin += moving.distance;
	if (region->kind == REGION_HEAP || region->kind == REGION_STACK)
		region->kind = REGION_ANONYMOUS;
	error = fill_tail(aspace, region, target + (old->end - old->start));
	if (!error)
		error = move_pages(&moving, old->start, old->end);
	if (error) {
		aspace_unmap_pages(aspace, region->start, region->end);
		region_free(region);
		return error;
	}
	region_insert(aspace, region);
	/* What is left of the old one is empty. */
	return aspace_unmap_locked(aspace, old->start, old->end);
}

static bool can_grow(const struct aspace *aspace, const struct region *region, uaddr_t end)
{
	const struct list *next = region->link.next;

	if (end > USER_TOP - PAGE_SIZE)
		return false;
	return next == &aspace->regions ||
	       region_bottom(list_entry(next, const struct region, link)) >= end;
}

/* Grow at the place where it is. 0 or -ENOMEM. */
static int grow_in_place(struct aspace *aspace, struct region *region, uaddr_t end)
{
	uaddr_t before = region->end;
	int error;

	region->end = end;
	error = fill_tail(aspace, region, before);
	if (error)
		region->end = before;
	return error;
}

static long remap_elsewhere(struct aspace *aspace, uaddr_t start, uaddr_t end, size_t size,
			    uaddr_t target)
{
	struct region *region;
	int error = target ? aspace_unmap_locked(aspace, target, target + size) : 0;

	if (!target)
		target = aspace_find_place(aspace, size);
	if (!target)
		return -ENOMEM;
	if (!error)
		error = regions_cut(aspace, start, end);
	if (error)
		return error;
	region = region_find(aspace, start);
	error = move_region(aspace, region, target, size);
	if (error)
		regions_join(aspace, start, end);
	return error ? error : (long)target;
}

static long remap_locked(struct aspace *aspace, uaddr_t start, uaddr_t end, size_t size,
			 bool may_move, uaddr_t target)
{
	struct region *region = region_find(aspace, start);
	int error = 0;

	if (!region || region->end < end)
		return -EFAULT;
	if (size < end - start) {
		error = aspace_unmap_locked(aspace, start + size, end);
		end = start + size;
	}
	if (error || (!target && size == end - start))
		return error ? error : (long)start;
	if (!target && region->end == end && can_grow(aspace, region, start + size))
		return grow_in_place(aspace, region, start + size) ? -ENOMEM : (long)start;
	if (!may_move)
		return -ENOMEM;
	return remap_elsewhere(aspace, start, end, size, target);
}

long aspace_remap(struct aspace *aspace, uaddr_t start, uaddr_t end, size_t size, bool may_move,
		  uaddr_t target)
{
	long result;

	mutex_lock(&aspace->lock);
	result = remap_locked(aspace, start, end, size, may_move, target);
	mutex_unlock(&aspace->lock);
	return result;
}
