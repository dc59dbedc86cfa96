/*
 * Changing rights: regions are split at the ends of the range, then the entries in it changed.
 */
#include "aspace_priv.h"

#include <abi/errno.h>
#include <mm/page.h>

static void change_entry(void *context, vaddr_t address, pte_t *entry)
{
	const struct region *region = context;
	uint64_t flags = region_pte_flags(region);

	if (flags & PTE_WRITE && !region_is_shared(region) &&
	    page_is_shared(phys_to_virt(pte_address(*entry))))
		flags = (flags & ~PTE_WRITE) | PTE_COW;
	*entry = pte_leaf(pte_address(*entry), flags);
}

/* Without MM_DEMAND a region without rights has no pages yet: they are due when it gets some. */
static int fill_in(struct aspace *aspace, uaddr_t start, uaddr_t end)
{
	struct region *region;
	int error = 0;

	regions_for_each(region, aspace, start, end)
		if (region->rights && !error)
			error = region_populate_some(aspace, region);
	return error;
}

static int change_regions(struct aspace *aspace, uaddr_t start, uaddr_t end, uint32_t rights)
{
	struct region *region;
	int error = regions_cut(aspace, start, end);

	if (error)
		return error;
	regions_for_each(region, aspace, start, end) {
		region->rights = rights;
		pt_for_each(aspace->root, region->start, region->end, change_entry, region);
	}
	aspace_flush(aspace);
	if (IS_ENABLED(CONFIG_MM_MMAP) && !IS_ENABLED(CONFIG_MM_DEMAND))
		error = fill_in(aspace, start, end);
	regions_join(aspace, start, end);
	return error;
}

/* Are there regions in the range that must never have these rights? */
static bool is_denied(const struct aspace *aspace, uaddr_t start, uaddr_t end, uint32_t rights)
{
	const struct region *region;

	regions_for_each(region, aspace, start, end)
		if (rights & region_denied_rights(region))
			return true;
	return false;
}

int aspace_protect(struct aspace *aspace, uaddr_t start, uaddr_t end, uint32_t rights)
{
	int error;

	if ((rights & REGION_WRITE) && (rights & REGION_EXECUTE))
		return -EACCES;
	mutex_lock(&aspace->lock);
	if (!regions_cover(aspace, start, end))
		error = -ENOMEM;
	else if (is_denied(aspace, start, end, rights))
		error = -EACCES;
	else
		error = change_regions(aspace, start, end, rights);
	mutex_unlock(&aspace->lock);
	return error;
}
