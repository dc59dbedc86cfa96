/* Between the files that make up address spaces. */
#pragma once

#include <mm/aspace.h>
#include <mm/pagetable.h>

/* region_find - the region that holds `address`, or NULL. aspace->lock is held. */
struct region *region_find(const struct aspace *aspace, uaddr_t address);

/* region_insert - put a region in its place. Returns false when it would overlap. */
bool region_insert(struct aspace *aspace, struct region *region);

/* region_clone - a copy of the description, with its own reference of the object; or NULL. */
struct region *region_clone(const struct region *original);

/* region_free - give back a region that is on no list. May sleep. */
void region_free(struct region *region);

/* region_pte_flags - what the leaf entries of a region may allow. */
uint64_t region_pte_flags(const struct region *region);

/* region_page - a page with the contents for `address` and a reference: 0 or -ENOMEM, -EIO. */
int region_page(struct region *region, uaddr_t address, void **page);

/* region_populate - fill in all pages of [start, end). aspace->lock is held. */
int region_populate(struct aspace *aspace, struct region *region, uaddr_t start, uaddr_t end);

/*
 * region_populate_some - the same for all of the region, leaving out pages whose contents can not
 * be read: those fail when they are touched. 0 or -ENOMEM.
 */
int region_populate_some(struct aspace *aspace, struct region *region);

/*
 * Cutting regions and putting them together again (regions.c). aspace->lock is held.
 *
 * regions_are_full - are there as many as an address space may have?
 * region_split - cut one in two at `address`, unless that is where it begins; NULL is no region.
 *	0 or -ENOMEM.
 * regions_cut - let regions begin and end at `start` and `end`, where they overlap. 0 or -ENOMEM.
 * regions_join - make one of neighbours that are alike, in and around [start, end).
 * regions_cover - is every page of [start, end) in a region?
 */
#define REGIONS_MAX 65530 /* as many as on Linux: going over all takes a millisecond or so */
bool regions_are_full(const struct aspace *aspace);
int region_split(struct aspace *aspace, struct region *region, uaddr_t address);
int regions_cut(struct aspace *aspace, uaddr_t start, uaddr_t end);
void regions_join(struct aspace *aspace, uaddr_t start, uaddr_t end);
bool regions_cover(const struct aspace *aspace, uaddr_t start, uaddr_t end);

/* Going over the regions that lie in [start, end), which begin and end there. */
#define regions_for_each(region, aspace, start, end)                                               \
	list_for_each(region, &(aspace)->regions, link)                                            \
		if ((region)->end > (start) && (region)->start < (end))

#ifdef CONFIG_MM_MMAP
/* shared_init - prepare for shared memory. At start-up. */
void shared_init(void);

/*
 * Others hold aspace->lock:
 *
 * region_bottom - where a region begins, with what has to stay free below it.
 * aspace_find_place - the highest free place of `size` bytes, or 0.
 * aspace_unmap_locked - as aspace_unmap().
 */
uaddr_t region_bottom(const struct region *region);
uaddr_t aspace_find_place(const struct aspace *aspace, size_t size);
int aspace_unmap_locked(struct aspace *aspace, uaddr_t start, uaddr_t end);
#else
static inline void shared_init(void)
{
}

static inline int aspace_unmap_locked(struct aspace *aspace, uaddr_t start, uaddr_t end)
{
	return 0;
}
#endif

/* aspace_unmap_pages - take the pages of [start, end) away. aspace->lock is held. */
void aspace_unmap_pages(struct aspace *aspace, uaddr_t start, uaddr_t end);

/* aspace_flush - translations of the current address space were changed or taken away. */
void aspace_flush(struct aspace *aspace);

/* aspace_flush_page - the same for one page, which allows more than before or was not there. */
void aspace_flush_page(struct aspace *aspace, uaddr_t address);

/*
 * aspace_shoot_down - wait until no hart runs by translations from before the last change, where
 *	threads of one address space may run on several. With interrupts on and no spinlock held.
 *	aspace_flush() does so.
 */
#if defined(CONFIG_THREADS) && defined(CONFIG_SMP)
void aspace_shoot_down(struct aspace *aspace);
#else
static inline void aspace_shoot_down(struct aspace *aspace)
{
}
#endif

/*
 * Where there are other threads in the address space:
 *
 * aspace_hide_pages - let no thread reach the pages of [start, end), which are about to go.
 * aspace_hide_page - the same for the page of an entry that is about to lead to another.
 * aspace_show_page - the entry leads to the same after all.
 *
 * Others hold aspace->lock meanwhile, so whoever misses a page waits.
 */
#ifdef CONFIG_THREADS
void aspace_hide_pages(struct aspace *aspace, uaddr_t start, uaddr_t end);
void aspace_hide_page(struct aspace *aspace, pte_t *entry);

static inline void aspace_show_page(pte_t *entry)
{
	*entry |= PTE_USER;
}
#else
static inline void aspace_hide_pages(struct aspace *aspace, uaddr_t start, uaddr_t end)
{
}

static inline void aspace_hide_page(struct aspace *aspace, pte_t *entry)
{
}

static inline void aspace_show_page(pte_t *entry)
{
}
#endif

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
