/*
 * Copy on write: fork gives the child the parent's pages. Where the region allows writing, both
 * lose the right and the entries are marked; the first to write gets a copy, the last to write the
 * page itself.
 */
#include "aspace_priv.h"

#include <abi/errno.h>
#include <mm/page.h>

struct sharing {
	struct aspace *child;
	int error;
};

static void share_page(void *context, vaddr_t address, pte_t *entry)
{
	struct sharing *sharing = context;
	pte_t *copy;

	if (sharing->error)
		return;
	copy = pt_walk_create(sharing->child->root, address);
	if (!copy || !page_share(phys_to_virt(pte_address(*entry)))) {
		sharing->error = -ENOMEM;
		return;
	}
	if (*entry & PTE_WRITE)
		*entry = (*entry & ~PTE_WRITE) | PTE_COW;
	*copy = *entry;
	sharing->child->pages++;
}

int pages_fork(struct aspace *parent, struct aspace *child, const struct region *region)
{
	struct sharing sharing = { .child = child };

	pt_for_each(parent->root, region->start, region->end, share_page, &sharing);
	return sharing.error;
}

int page_make_writable(pte_t *entry, const struct region *region)
{
	void *old = phys_to_virt(pte_address(*entry));
	void *page = old;

	if (!(*entry & PTE_COW))
		return -EFAULT;
	if (page_is_shared(old)) {
		page = page_alloc();
		if (!page)
			return -ENOMEM;
		page_copy(page, old);
		page_free(old);
	}
	pt_set(entry, pte_leaf(virt_to_phys(page), region_pte_flags(region)));
	return 0;
}
