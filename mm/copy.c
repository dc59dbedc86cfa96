/*
 * Without copy on write: fork copies every page at once.
 */
#include "aspace_priv.h"

#include <abi/errno.h>
#include <mm/page.h>

struct copying {
	struct aspace *child;
	int error;
};

static void copy_page(void *context, vaddr_t address, pte_t *entry)
{
	struct copying *copying = context;
	pte_t *copy;
	void *page;

	if (copying->error)
		return;
	copy = pt_walk_create(copying->child->root, address);
	page = copy ? page_alloc() : NULL;
	if (!page) {
		copying->error = -ENOMEM;
		return;
	}
	page_copy(page, phys_to_virt(pte_address(*entry)));
	*copy = pte_leaf(virt_to_phys(page), pte_flags(*entry));
	copying->child->pages++;
}

int pages_fork(struct aspace *parent, struct aspace *child, const struct region *region)
{
	struct copying copying = { .child = child };

	pt_for_each(parent->root, region->start, region->end, copy_page, &copying);
	return copying.error;
}

int page_make_writable(pte_t *entry, const struct region *region)
{
	return -EFAULT;
}
