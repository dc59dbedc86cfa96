/* Between the files that make up address spaces. */
#pragma once

#include <mm/aspace.h>
#include <mm/pagetable.h>

/* region_find - the region that holds `address`, or NULL. aspace->lock is held. */
struct region *region_find(const struct aspace *aspace, uaddr_t address);

/* region_pte_flags - what the leaf entries of a region may allow. */
uint64_t region_pte_flags(const struct region *region);

/* region_page - a new page with the contents for `address`: 0 or -ENOMEM, -EIO. */
int region_page(struct region *region, uaddr_t address, void **page);

/* region_populate - fill in all pages of [start, end). aspace->lock is held. */
int region_populate(struct aspace *aspace, struct region *region, uaddr_t start, uaddr_t end);

/* aspace_unmap_pages - take the pages of [start, end) away. aspace->lock is held. */
void aspace_unmap_pages(struct aspace *aspace, uaddr_t start, uaddr_t end);

/* aspace_flush - translations of the current address space were changed or taken away. */
void aspace_flush(struct aspace *aspace);

/* aspace_flush_page - the same for one page. */
void aspace_flush_page(struct aspace *aspace, uaddr_t address);

/* aspace_release - one user of the root less; the last frees it. sched_lock is held. */
void aspace_release(struct aspace *aspace);

/* aspace_retire - the process uses it no more; harts that idle with its root are called. */
void aspace_retire(struct aspace *aspace);

extern struct kmem_cache region_cache;
extern struct kmem_cache aspace_cache;

/*
 * Sharing pages over fork: mm/cow.c, or mm/copy.c without MM_COW.
 *
 * pages_fork - give `child` the pages that `parent` has in `region`. 0 or -ENOMEM.
 * page_make_writable - a write hit a present page without the right. 0, -EFAULT or -ENOMEM.
 */
int pages_fork(struct aspace *parent, struct aspace *child, const struct region *region);
int page_make_writable(pte_t *entry, const struct region *region);
