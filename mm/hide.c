/*
 * Taking pages out of the reach of other threads before they go (THREADS): the kernel still finds
 * them in the table, a program does not any more, on whatever hart. On one hart too another thread
 * may run before the table is done with, since nothing but a mutex is held.
 */
#include "aspace_priv.h"

static void hide_page(void *context, vaddr_t address, pte_t *entry)
{
	*entry &= ~(PTE_USER | PTE_WRITE);
}

void aspace_hide_pages(struct aspace *aspace, uaddr_t start, uaddr_t end)
{
	if (!aspace->shared)
		return;
	pt_for_each(aspace->root, start, end, hide_page, NULL);
	aspace_flush(aspace);
}

void aspace_hide_page(struct aspace *aspace, pte_t *entry)
{
	if (!aspace->shared || !(*entry & PTE_USER))
		return;
	*entry &= ~PTE_USER;
	aspace_flush(aspace);
}
