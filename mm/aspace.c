/*
 * Address spaces: regions, making, copying, destroying.
 *
 * The life of one: aspace_create() for the first program and for exec, aspace_fork() for a child;
 * used by one process; aspace_destroy() takes the pages and regions away at once and drops the
 * process's use of the root. A hart may still have the root loaded, idly; each such hart counts as
 * a user, and the last one to let go frees the tables (aspace_switch.c).
 *
 * Invariants: regions are sorted, do not overlap and are whole pages inside [PAGE_SIZE, USER_TOP);
 * every mapped user page lies in a region and allows no more than it; no region is writable and
 * executable.
 */
#include "aspace_priv.h"

#include <abi/errno.h>
#include <mm/kmem.h>
#include <mm/page.h>

struct kmem_cache region_cache;
struct kmem_cache aspace_cache;

void aspace_init(void)
{
	kmem_cache_init(&region_cache, "region", sizeof(struct region));
	kmem_cache_init(&aspace_cache, "aspace", sizeof(struct aspace));
	shared_init();
}

struct aspace *aspace_create(void)
{
	struct aspace *aspace = kmem_alloc_zeroed(&aspace_cache);

	if (!aspace)
		return NULL;
	aspace->root = pt_new_root();
	if (!aspace->root) {
		kmem_free(&aspace_cache, aspace);
		return NULL;
	}
	mutex_init(&aspace->lock);
	list_init(&aspace->regions);
	aspace->users = 1;
	return aspace;
}

struct region *region_find(const struct aspace *aspace, uaddr_t address)
{
	struct region *region;

	list_for_each(region, &aspace->regions, link)
		if (address < region->end)
			return address >= region->start ? region : NULL;
	return NULL;
}

/* By distances: a region that was moved down may have its origin below address 0. */
struct region_part region_part(const struct region *region, uaddr_t address)
{
	const int64_t page = PAGE_SIZE;
	int64_t first = (int64_t)(region->origin - address);
	int64_t start = MIN(MAX(first, (int64_t)0), page);
	int64_t end = MIN(MAX(first + (int64_t)region->length, (int64_t)0), page);

	return (struct region_part){
		.start = (size_t)start,
		.end = (size_t)end,
		.offset = region->offset + (uint64_t)(start - first),
	};
}

bool aspace_has(struct aspace *aspace, uaddr_t address)
{
	bool found;

	mutex_lock(&aspace->lock);
	found = region_find(aspace, address) != NULL;
	mutex_unlock(&aspace->lock);
	return found;
}

static bool bounds_are_good(const struct region *region)
{
	return IS_ALIGNED(region->start | region->end, PAGE_SIZE) && region->start >= PAGE_SIZE &&
	       region->start < region->end && region->end <= USER_TOP &&
	       (region->rights & (REGION_WRITE | REGION_EXECUTE)) !=
		       (REGION_WRITE | REGION_EXECUTE);
}

bool region_insert(struct aspace *aspace, struct region *region)
{
	struct list *before = aspace->regions.prev;
	struct region *other;

	for (; before != &aspace->regions; before = before->prev) {
		other = list_entry(before, struct region, link);
		if (other->start < region->end) {
			if (other->end > region->start)
				return false;
			break;
		}
	}
	list_insert_after(before, &region->link);
	return true;
}

struct region *region_clone(const struct region *original)
{
	struct region *region = kmem_alloc(&region_cache);

	if (!region)
		return NULL;
	*region = *original;
	if (region->pager)
		region->pager->get(region->object);
	return region;
}

void region_free(struct region *region)
{
	if (region->pager)
		region->pager->put(region->object);
	kmem_free(&region_cache, region);
}

static int add_locked(struct aspace *aspace, struct region *region)
{
	int error = 0;

	if (!region_insert(aspace, region))
		return -EEXIST;
	if (!IS_ENABLED(CONFIG_MM_DEMAND))
		error = region_populate(aspace, region, region->start, region->end);
	if (error) {
		aspace_unmap_pages(aspace, region->start, region->end);
		list_remove(&region->link);
	} else if (region->kind == REGION_HEAP) {
		aspace->heap = region;
	}
	return error;
}

int aspace_add(struct aspace *aspace, const struct region *wanted)
{
	struct region *region;
	int error;

	if (!bounds_are_good(wanted))
		return -EINVAL;
	region = kmem_alloc(&region_cache);
	if (!region)
		return -ENOMEM;
	*region = *wanted;
	mutex_lock(&aspace->lock);
	error = add_locked(aspace, region);
	mutex_unlock(&aspace->lock);
	if (error)
		kmem_free(&region_cache, region);
	return error;
}

static void drop_regions(struct aspace *aspace)
{
	struct region *region;

	while (!list_empty(&aspace->regions)) {
		region = list_first(&aspace->regions, struct region, link);
		aspace_unmap_pages(aspace, region->start, region->end);
		list_remove(&region->link);
		region_free(region);
	}
	aspace->heap = NULL;
}

void aspace_destroy(struct aspace *aspace)
{
	mutex_lock(&aspace->lock);
	drop_regions(aspace);
	mutex_unlock(&aspace->lock);
	aspace_retire(aspace);
}

/* Pages of a shared region come from its object: with MM_DEMAND when they are touched. */
static int share_fork(struct aspace *child, struct region *copy)
{
	return IS_ENABLED(CONFIG_MM_DEMAND) ? 0 : region_populate_some(child, copy);
}

static int copy_regions(struct aspace *parent, struct aspace *child)
{
	struct region *region, *copy;
	int error;

	list_for_each(region, &parent->regions, link) {
		copy = region_clone(region);
		if (!copy)
			return -ENOMEM;
		list_add_tail(&child->regions, &copy->link);
		if (region == parent->heap)
			child->heap = copy;
		error = region_is_shared(region) ? share_fork(child, copy) :
						   pages_fork(parent, child, region);
		if (error)
			return error;
	}
	return 0;
}

int aspace_fork(struct aspace *parent, struct aspace **result)
{
	struct aspace *child = aspace_create();
	int error;

	if (!child)
		return -ENOMEM;
	mutex_lock(&parent->lock);
	child->heap_start = parent->heap_start;
	child->brk = parent->brk;
	error = copy_regions(parent, child);
	if (IS_ENABLED(CONFIG_MM_COW))
		aspace_flush(parent);
	mutex_unlock(&parent->lock);
	if (error)
		aspace_destroy(child);
	else
		*result = child;
	return error;
}

#define HEAP_RIGHTS (REGION_READ | REGION_WRITE)

/*
 * The heap is one region, or several one behind the other where a program has changed the rights of
 * parts of it. The last is aspace->heap.
 */
static int make_heap(struct aspace *aspace, uaddr_t start, uaddr_t end)
{
	struct region *region = kmem_alloc(&region_cache);
	int error;

	if (!region)
		return -ENOMEM;
	*region = (struct region){
		.start = start,
		.end = end,
		.rights = HEAP_RIGHTS,
		.kind = REGION_HEAP,
	};
	error = add_locked(aspace, region);
	if (error)
		kmem_free(&region_cache, region);
	return error;
}

static uaddr_t next_start(const struct aspace *aspace, const struct region *region)
{
	return region->link.next == &aspace->regions ?
		       USER_TOP :
		       list_entry(region->link.next, struct region, link)->start;
}

/* With MM_DEMAND only touching costs memory; still, what could never all be there is refused. */
static bool is_too_much(const struct aspace *aspace, size_t size)
{
	if (IS_ENABLED(CONFIG_MM_DEMAND) && size / PAGE_SIZE > page_count_total())
		return true;
	return IS_ENABLED(CONFIG_MM_MMAP) && regions_are_full(aspace);
}

/* munmap and its like can have taken parts of the heap, and mapped other things there. */
static bool heap_ends_elsewhere(const struct region *heap, uaddr_t end)
{
	return IS_ENABLED(CONFIG_MM_MMAP) && heap->end != end;
}

static int grow_heap(struct aspace *aspace, uaddr_t now, uaddr_t end)
{
	struct region *heap = aspace->heap;
	int error = 0;

	if (is_too_much(aspace, end - now))
		return -ENOMEM;
	if (!heap || heap->rights != HEAP_RIGHTS || heap_ends_elsewhere(heap, now))
		return make_heap(aspace, now, end);
	if (end >= next_start(aspace, heap))
		return -ENOMEM;
	if (!IS_ENABLED(CONFIG_MM_DEMAND))
		error = region_populate(aspace, heap, heap->end, end);
	if (error)
		aspace_unmap_pages(aspace, heap->end, end);
	else
		heap->end = end;
	return error;
}

/* The part of the heap in front of `region`, which is another, or NULL. */
static struct region *heap_before(struct aspace *aspace, const struct region *region)
{
	struct region *before = list_entry(region->link.prev, struct region, link);

	return &before->link != &aspace->regions && before->kind == REGION_HEAP ? before : NULL;
}

/* Where the heap ends, in whole pages. */
static uaddr_t heap_end(const struct aspace *aspace)
{
	if (IS_ENABLED(CONFIG_MM_MMAP))
		return ALIGN_UP(aspace->brk, PAGE_SIZE);
	return aspace->heap ? aspace->heap->end : aspace->heap_start;
}

static void shrink_heap(struct aspace *aspace, uaddr_t end)
{
	struct region *heap;

	while ((heap = aspace->heap) && heap->end > end) {
		uaddr_t start = MAX(heap->start, end);

		aspace_unmap_pages(aspace, start, heap->end);
		heap->end = start;
		if (heap->start < start)
			break;
		aspace->heap = heap_before(aspace, heap);
		list_remove(&heap->link);
		region_free(heap);
	}
}

uaddr_t aspace_brk(struct aspace *aspace, uaddr_t end)
{
	uaddr_t wanted = ALIGN_UP(end, PAGE_SIZE);
	uaddr_t now;
	int error = 0;

	mutex_lock(&aspace->lock);
	now = heap_end(aspace);
	if (end < aspace->heap_start || end > USER_TOP)
		error = -ENOMEM;
	else if (wanted > now)
		error = grow_heap(aspace, now, wanted);
	else if (wanted < now && IS_ENABLED(CONFIG_MM_MMAP))
		error = aspace_unmap_locked(aspace, wanted, now);
	else if (wanted < now)
		shrink_heap(aspace, wanted);
	if (!error)
		aspace->brk = end;
	end = aspace->brk;
	mutex_unlock(&aspace->lock);
	return end;
}
