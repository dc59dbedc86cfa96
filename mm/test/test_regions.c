/*
 * Address spaces under random mapping, unmapping, changing of rights, moving, discarding, forking
 * and writing, against a model that knows for each page of a window what it holds and allows.
 */
#include "arena.h"

#include "aspace_priv.h"

#include <abi/errno.h>
#include <mm/kmem.h>
#include <string.h>

paddr_t kernel_root;

/* What is not of interest here: there is one thread and no hart. */
void mutex_init(struct mutex *mutex)
{
	mutex->owner = NULL;
}

void mutex_lock(struct mutex *mutex)
{
	CHECK(!mutex->owner);
	mutex->owner = (void *)mutex;
}

void mutex_unlock(struct mutex *mutex)
{
	CHECK(mutex->owner);
	mutex->owner = NULL;
}

void aspace_flush(struct aspace *aspace)
{
}

void aspace_flush_page(struct aspace *aspace, uaddr_t address)
{
}

void aspace_retire(struct aspace *aspace)
{
	CHECK(aspace->pages == 0 && list_empty(&aspace->regions));
	pt_free_user_tables(aspace->root);
	pt_free_root(aspace->root);
	kmem_free(&aspace_cache, aspace);
}

#define BASE 0x20000000ul
#define PAGES 96
#define ROUNDS 60000

/* A pager as a file is one: the bytes of a page follow from its offset; there is an end. */
#define FILE_PAGES 70
static int file_references;

static uint64_t file_value(uint64_t offset)
{
	return offset / PAGE_SIZE * 31 + 7;
}

static int file_fill(struct region *region, uaddr_t address, void *page)
{
	uint64_t offset = region->offset + (address - region->origin);

	CHECK(region->object == &file_references);
	if (offset >= FILE_PAGES * PAGE_SIZE)
		return -EIO;
	memset(page, 0, PAGE_SIZE);
	*(uint64_t *)page = file_value(offset);
	return 0;
}

static void file_get(void *object)
{
	++*(int *)object;
}

static void file_put(void *object)
{
	--*(int *)object;
}

static const struct pager file_pager = { .fill = file_fill, .get = file_get, .put = file_put };

enum source { NOTHING, ANONYMOUS, FILE_PAGE, SHARED };

/* What a page has to be. */
struct page_model {
	enum source source;
	uint32_t rights;
	bool bad; /* behind the end of the file */
	uint64_t fresh; /* what it holds when its contents have been discarded */
	uint64_t value;
	uint64_t *shared; /* where the value is, of a shared page */
};

struct model {
	struct aspace *aspace;
	struct page_model pages[PAGES];
};

/* The memory of shared objects, never given back: how many there were is known. */
static uint64_t shared_values[ROUNDS * 8];
static size_t shared_count;

static uaddr_t at(size_t page)
{
	return BASE + page * PAGE_SIZE;
}

static uint32_t random_rights(void)
{
	static const uint32_t some[] = { 0, REGION_READ, REGION_READ | REGION_WRITE,
					 REGION_READ | REGION_WRITE, REGION_READ | REGION_EXECUTE };

	return some[arena_random(5)];
}

static void check_regions(const struct model *model)
{
	const struct region *region;
	uaddr_t last = 0;

	list_for_each(region, &model->aspace->regions, link) {
		CHECK(region->start >= last && region->start < region->end);
		last = region->end;
	}
	for (size_t i = 0; i < PAGES; i++) {
		region = region_find(model->aspace, at(i));
		CHECK(!region == (model->pages[i].source == NOTHING));
		CHECK(!region || region->rights == model->pages[i].rights);
	}
}

static int expected_error(const struct page_model *page, enum access access)
{
	const uint32_t needed = access == ACCESS_READ  ? REGION_RIGHTS :
				access == ACCESS_WRITE ? REGION_WRITE :
							 REGION_EXECUTE;

	if (page->source == NOTHING || !(page->rights & needed))
		return -EFAULT;
	return page->bad ? -EIO : 0;
}

static uint64_t *value_of(struct page_model *page)
{
	return page->source == SHARED ? page->shared : &page->value;
}

/* Read or write one page as a program would. */
static void touch(struct model *model, size_t i, enum access access)
{
	struct page_model *page = &model->pages[i];
	/* Only faults ask for the right to execute. */
	uint64_t *word = access == ACCESS_EXECUTE ?
				 NULL : aspace_translate(model->aspace, at(i), access);
	int error = word ? 0 : aspace_fault(model->aspace, at(i), access);

	CHECK(error == expected_error(page, access));
	if (error)
		return;
	word = aspace_translate(model->aspace, at(i), access);
	CHECK(word && *word == *value_of(page));
	if (access == ACCESS_WRITE)
		*word = *value_of(page) = arena_random(1u << 30);
}

static void set_page(struct page_model *page, enum source source, uint32_t rights, uint64_t offset)
{
	*page = (struct page_model){ .source = source, .rights = rights };
	if (source == FILE_PAGE) {
		page->bad = offset >= FILE_PAGES * PAGE_SIZE;
		page->value = page->fresh = file_value(offset);
	}
	if (source == SHARED)
		page->shared = &shared_values[shared_count++];
}

static void do_map(struct model *model, size_t first, size_t count)
{
	enum source source = ANONYMOUS + arena_random(3);
	enum map_place placement = arena_random(4) ? PLACE_REPLACE : PLACE_IF_FREE;
	struct region region = { .start = at(first), .end = at(first + count),
				 .rights = random_rights(), .kind = REGION_ANONYMOUS };
	bool free = true;
	int error;

	for (size_t i = first; i < first + count; i++)
		free &= model->pages[i].source == NOTHING;
	if (source == SHARED)
		CHECK(shared_region_create(&region) == 0);
	if (source == FILE_PAGE) {
		region.kind = REGION_FILE;
		region.pager = &file_pager;
		region.object = &file_references;
		region.origin = region.start;
		region.offset = arena_random(50) * PAGE_SIZE;
		file_get(region.object);
	}
	error = aspace_map(model->aspace, &region, placement);
	CHECK(error == (placement == PLACE_IF_FREE && !free ? -EEXIST : 0));
	if (error && region.pager)
		region.pager->put(region.object);
	for (size_t i = 0; i < count && !error; i++)
		set_page(&model->pages[first + i], source, region.rights,
			 region.offset + i * PAGE_SIZE);
}

static void do_unmap(struct model *model, size_t first, size_t count)
{
	CHECK(aspace_unmap(model->aspace, at(first), at(first + count)) == 0);
	memset(&model->pages[first], 0, count * sizeof(struct page_model));
}

static void do_protect(struct model *model, size_t first, size_t count)
{
	uint32_t rights = random_rights();
	int error = 0;

	for (size_t i = first; i < first + count; i++)
		if (model->pages[i].source == NOTHING)
			error = -ENOMEM;
	CHECK(aspace_protect(model->aspace, at(first), at(first + count), rights) == error);
	for (size_t i = first; i < first + count && !error; i++)
		model->pages[i].rights = rights;
}

static void do_discard(struct model *model, size_t first, size_t count)
{
	int error = 0;

	for (size_t i = first; i < first + count; i++) {
		if (model->pages[i].source == NOTHING)
			error = -ENOMEM;
		model->pages[i].value = model->pages[i].fresh;
	}
	CHECK(aspace_discard(model->aspace, at(first), at(first + count)) == error);
}

/* Move pages that lie in one region to a place in the window. */
static void do_remap(struct model *model, size_t first, size_t count)
{
	const struct region *region = region_find(model->aspace, at(first));
	bool is_one = region && region->end >= at(first + count);
	size_t target = arena_random(PAGES - count + 1);
	long result;

	if (target + count > first && first + count > target)
		return;
	result = aspace_remap(model->aspace, at(first), at(first + count), count * PAGE_SIZE, true,
			      at(target));
	if (!is_one) {
		CHECK(result == -EFAULT);
		return;
	}
	CHECK(result == (long)at(target));
	memcpy(&model->pages[target], &model->pages[first], count * sizeof(struct page_model));
	memset(&model->pages[first], 0, count * sizeof(struct page_model));
}

/* Growing and shrinking where it is: what comes is fresh. */
static void do_resize(struct model *model, size_t first, size_t count)
{
	const struct region *region = region_find(model->aspace, at(first));
	size_t size = 1 + arena_random(count);

	if (!region || region->end < at(first + count))
		return;
	CHECK(aspace_remap(model->aspace, at(first), at(first + count), size * PAGE_SIZE, false,
			   0) == (long)at(first));
	memset(&model->pages[first + size], 0, (count - size) * sizeof(struct page_model));
}

static void touch_some(struct model *model, size_t count)
{
	while (count-- > 0)
		touch(model, arena_random(PAGES), (enum access)arena_random(3));
}

/* A child has what the parent has; private pages are each one's own from then on. */
static void do_fork(struct model *model)
{
	static struct model child;

	child = *model;
	CHECK(aspace_fork(model->aspace, &child.aspace) == 0);
	check_regions(&child);
	touch_some(&child, 30);
	touch_some(model, 30);
	do_unmap(&child, arena_random(PAGES / 2), arena_random(PAGES / 2) + 1);
	touch_some(&child, 30);
	touch_some(model, 30);
	aspace_destroy(child.aspace);
}

static void round_of(struct model *model)
{
	static void (*const actions[])(struct model *, size_t, size_t) = {
		do_map, do_map, do_unmap, do_protect, do_protect, do_discard, do_remap, do_resize,
	};
	size_t first = arena_random(PAGES);
	size_t count = 1 + arena_random(MIN((size_t)16, PAGES - first));

	if (arena_random(40) == 0)
		do_fork(model);
	else
		actions[arena_random(8)](model, first, count);
	check_regions(model);
	touch_some(model, 6);
}

/* Cut in many parts and given the same rights again, a region is one again. */
static void test_joining(void)
{
	struct aspace *aspace = aspace_create();
	struct region region = { .start = at(0), .end = at(64), .rights = REGION_READ,
				 .kind = REGION_ANONYMOUS };

	CHECK(aspace_map(aspace, &region, PLACE_REPLACE) == 0);
	for (size_t i = 0; i < 64; i += 2)
		CHECK(aspace_protect(aspace, at(i), at(i + 1), 0) == 0);
	CHECK(region_find(aspace, at(7))->end == at(8));
	CHECK(aspace_protect(aspace, at(0), at(64), REGION_READ) == 0);
	CHECK(region_find(aspace, at(0))->end == at(64));
	region.start = at(64);
	region.end = at(70);
	CHECK(aspace_map(aspace, &region, PLACE_REPLACE) == 0);
	CHECK(region_find(aspace, at(0))->end == at(70));
	aspace_destroy(aspace);
}

/* Places are found from the top, leave room below the stack, and run out. */
static void test_places(void)
{
	struct aspace *aspace = aspace_create();
	struct region stack = { .start = USER_TOP - 9 * PAGE_SIZE, .end = USER_TOP - PAGE_SIZE,
				.rights = REGION_READ, .kind = REGION_STACK };
	struct region region = { .kind = REGION_ANONYMOUS, .rights = REGION_READ };

	CHECK(aspace_add(aspace, &stack) == 0);
	region.end = 3 * PAGE_SIZE;
	CHECK(aspace_map(aspace, &region, PLACE_ANYWHERE) == 0);
	CHECK(region.end < stack.start - PAGE_SIZE && region.end - region.start == 3 * PAGE_SIZE);
	region = (struct region){ .start = region.start, .end = region.start + PAGE_SIZE,
				  .kind = REGION_ANONYMOUS };
	CHECK(aspace_map(aspace, &region, PLACE_ANYWHERE) == 0);
	CHECK(region_find(aspace, region.start)->rights == 0);
	region.start = 0;
	region.end = USER_TOP - PAGE_SIZE;
	CHECK(aspace_map(aspace, &region, PLACE_ANYWHERE) == -ENOMEM);
	region.end = USER_TOP / 2;
	CHECK(aspace_map(aspace, &region, PLACE_ANYWHERE) == 0);
	region.end -= region.start;
	region.start = 0;
	CHECK(aspace_map(aspace, &region, PLACE_ANYWHERE) == -ENOMEM);
	aspace_destroy(aspace);
}

/* There is a limit to the number of regions, and one to the references of a page. */
static void test_limits(void)
{
	struct aspace *aspace = aspace_create();
	struct region region = { .start = at(0), .end = at(8), .rights = REGION_READ,
				 .kind = REGION_ANONYMOUS };
	void *page = page_alloc();
	size_t references = 1;

	while (page_share(page))
		references++;
	CHECK(references == UINT16_MAX);
	while (references-- > 0)
		page_free(page);
	CHECK(aspace_map(aspace, &region, PLACE_REPLACE) == 0);
	for (size_t i = 0; i < REGIONS_MAX - 1; i++) {
		struct region *other = region_clone(&region);

		other->start = at(10 + 2 * i);
		other->end = at(11 + 2 * i);
		CHECK(region_insert(aspace, other));
	}
	CHECK(aspace_map(aspace, &region, PLACE_REPLACE) == -ENOMEM);
	CHECK(aspace_unmap(aspace, at(3), at(4)) == -ENOMEM);
	CHECK(aspace_protect(aspace, at(3), at(4), 0) == -ENOMEM);
	CHECK(aspace_unmap(aspace, at(10), at(11)) == 0);
	CHECK(aspace_unmap(aspace, at(7), at(8)) == 0);
	CHECK(aspace_protect(aspace, at(3), at(7), 0) == 0);
	aspace_destroy(aspace);
}

/* Each call either works or leaves what was there, whenever memory runs out. */
static void test_no_memory(struct model *model)
{
	static void *taken[ARENA_PAGES];

	for (size_t room = 0; room < 12; room++) {
		size_t count = 0;
		struct region region = { .start = at(3), .end = at(9), .kind = REGION_ANONYMOUS };

		while (page_count_free() > room)
			taken[count++] = page_alloc();
		aspace_map(model->aspace, &region, PLACE_IF_FREE);
		aspace_protect(model->aspace, at(2), at(4), REGION_READ);
		aspace_remap(model->aspace, at(2), at(3), PAGE_SIZE, true, 0x3000000000);
		aspace_fault(model->aspace, at(3), ACCESS_READ);
		aspace_unmap(model->aspace, at(4), at(5));
		while (count > 0)
			page_free(taken[--count]);
	}
}

int main(int argc, char **argv)
{
	struct model model = { NULL };
	size_t free;

	page_init();
	kernel_root = virt_to_phys(page_alloc_zeroed());
	aspace_init();
	free = page_count_free();
	test_joining();
	test_places();
	test_limits();
	model.aspace = aspace_create();
	for (size_t i = 0; i < ROUNDS; i++) {
		model.aspace->shared = i >= ROUNDS / 2; /* as with several threads */
		round_of(&model);
	}
	test_no_memory(&model);
	aspace_destroy(model.aspace);
	/* Each kind of object may keep a page. */
	CHECK(file_references == 0 && page_count_free() >= free - 3);
	return 0;
}
