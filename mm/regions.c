/*
 * Cutting regions, for calls that mean a part of one, and putting like neighbours together.
 */
#include "aspace_priv.h"

#include <abi/errno.h>
#include <mm/kmem.h>

bool regions_are_full(const struct aspace *aspace)
{
	const struct region *region;
	size_t count = 0;

	list_for_each(region, &aspace->regions, link)
		count++;
	return count >= REGIONS_MAX;
}

int region_split(struct aspace *aspace, struct region *region, uaddr_t address)
{
	struct region *upper;

	if (!region || region->start == address)
		return 0;
	if (regions_are_full(aspace))
		return -ENOMEM;
	upper = region_clone(region);
	if (!upper)
		return -ENOMEM;
	upper->start = address;
	region->end = address;
	list_insert_after(&region->link, &upper->link);
	if (aspace->heap == region)
		aspace->heap = upper;
	return 0;
}

int regions_cut(struct aspace *aspace, uaddr_t start, uaddr_t end)
{
	int error = region_split(aspace, region_find(aspace, start), start);

	return error ? error : region_split(aspace, region_find(aspace, end), end);
}

/* Two with a pager are alike when they once were one. */
static bool can_join(const struct region *lower, const struct region *upper)
{
	return lower->end == upper->start && lower->rights == upper->rights &&
	       lower->kind == upper->kind && lower->pager == upper->pager &&
	       lower->object == upper->object &&
	       (!lower->pager ||
		(lower->origin == upper->origin && lower->offset == upper->offset &&
		 lower->length == upper->length));
}

void regions_join(struct aspace *aspace, uaddr_t start, uaddr_t end)
{
	struct region *region, *next;

	list_for_each_safe(region, next, &aspace->regions, link) {
		if (&next->link == &aspace->regions || region->start > end)
			break;
		if (region->end < start || !can_join(region, next))
			continue;
		/* The lower one goes, so that the walk's next is still there. */
		next->start = region->start;
		list_remove(&region->link);
		region_free(region);
	}
}

bool regions_cover(const struct aspace *aspace, uaddr_t start, uaddr_t end)
{
	const struct region *region;

	list_for_each(region, &aspace->regions, link) {
		if (region->end <= start)
			continue;
		if (start >= end || region->start > start)
			break;
		start = region->end;
	}
	return start >= end;
}
