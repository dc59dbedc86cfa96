/*
 * Changing rights: regions are split at the ends of the range, then the entries in it changed.
 */
#include "aspace_priv.h"

#include <abi/errno.h>
#include <mm/kmem.h>
#include <mm/page.h>

/* Cut a region in two at `address`; it keeps the lower part. */
static int split(struct aspace *aspace, struct region *region, uaddr_t address)
{
	struct region *upper;

	if (!region || region->start == address)
		return 0;
	upper = kmem_alloc(&region_cache);
	if (!upper)
		return -ENOMEM;
	*upper = *region;
	upper->start = address;
	region->end = address;
	if (upper->pager)
		upper->pager->get(upper->object);
	list_insert_after(&region->link, &upper->link);
	if (aspace->heap == region)
		aspace->heap = upper;
	return 0;
}

static bool is_covered(const struct aspace *aspace, uaddr_t start, uaddr_t end)
{
	while (start < end) {
		const struct region *region = region_find(aspace, start);

		if (!region)
			return false;
		start = region->end;
	}
	return true;
}

static void change_entry(void *context, vaddr_t address, pte_t *entry)
{
	uint64_t flags = region_pte_flags(context);

	if (flags & PTE_WRITE && page_is_shared(phys_to_virt(pte_address(*entry))))
		flags = (flags & ~PTE_WRITE) | PTE_COW;
	*entry = pte_leaf(pte_address(*entry), flags);
}

static int change_regions(struct aspace *aspace, uaddr_t start, uaddr_t end, uint32_t rights)
{
	struct region *region;
	int error = split(aspace, region_find(aspace, start), start);

	if (!error)
		error = split(aspace, region_find(aspace, end), end);
	if (error)
		return error;
	list_for_each(region, &aspace->regions, link) {
		if (region->end <= start || region->start >= end)
			continue;
		region->rights = rights;
		pt_for_each(aspace->root, region->start, region->end, change_entry, region);
	}
	aspace_flush(aspace);
	return 0;
}

int aspace_protect(struct aspace *aspace, uaddr_t start, uaddr_t end, uint32_t rights)
{
	int error = -ENOMEM;

	if ((rights & REGION_WRITE) && (rights & REGION_EXECUTE))
		return -EACCES;
	mutex_lock(&aspace->lock);
	if (is_covered(aspace, start, end))
		error = change_regions(aspace, start, end, rights);
	mutex_unlock(&aspace->lock);
	return error;
}
