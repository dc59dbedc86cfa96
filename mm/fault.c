/*
 * Filling in pages: by faults, or for a whole region at once.
 */
#include "aspace_priv.h"

#include <abi/errno.h>
#include <mm/page.h>

/* No rights at all: the page stays mapped, for the kernel's eyes only. */
static const uint64_t rights_to_pte[] = {
	[0] = PTE_READ,
	[REGION_READ] = PTE_READ,
	[REGION_READ | REGION_WRITE] = PTE_READ | PTE_WRITE,
	[REGION_WRITE] = PTE_READ | PTE_WRITE,
	[REGION_EXECUTE] = PTE_READ | PTE_EXECUTE,
	[REGION_READ | REGION_EXECUTE] = PTE_READ | PTE_EXECUTE,
};

uint64_t region_pte_flags(const struct region *region)
{
	return rights_to_pte[region->rights & REGION_RIGHTS] | (region->rights ? PTE_USER : 0);
}

int region_page(struct region *region, uaddr_t address, void **page)
{
	int error = 0;

	if (region_is_shared(region))
		return region_shared_page(region, address, page);
	*page = region->pager ? page_alloc() : page_alloc_zeroed();
	if (!*page)
		return -ENOMEM;
	if (region->pager)
		error = region->pager->fill(region, address, *page);
	if (error)
		page_free(*page);
	return error;
}

/* `entry` is where the page belongs, or NULL if there is no table for it yet. */
static int fill_entry(struct aspace *aspace, struct region *region, uaddr_t address, pte_t *entry)
{
	void *page;
	int error = region_page(region, address, &page);

	if (error)
		return error;
	if (!entry)
		entry = pt_walk_create(aspace->root, address);
	if (!entry) {
		page_free(page);
		return -ENOMEM;
	}
	if (region->rights & REGION_EXECUTE)
		aspace_flush(aspace); /* before anybody can execute what is there */
	pt_set(entry, pte_leaf(virt_to_phys(page), region_pte_flags(region)));
	aspace->pages++;
	return 0;
}

int region_populate(struct aspace *aspace, struct region *region, uaddr_t start, uaddr_t end)
{
	int error = 0;

	for (; start < end && !error; start += PAGE_SIZE) {
		pte_t *entry = pt_walk(aspace->root, start);

		if (!entry || !pte_valid(*entry))
			error = fill_entry(aspace, region, start, entry);
	}
	return error;
}

int region_populate_some(struct aspace *aspace, struct region *region)
{
	int error = 0;

	for (uaddr_t at = region->start; at < region->end && error != -ENOMEM; at += PAGE_SIZE)
		error = region_populate(aspace, region, at, at + PAGE_SIZE);
	return error == -ENOMEM ? error : 0;
}

static bool region_allows(const struct region *region, enum access access)
{
	static const uint32_t needed[] = {
		[ACCESS_READ] = REGION_RIGHTS,
		[ACCESS_WRITE] = REGION_WRITE,
		[ACCESS_EXECUTE] = REGION_EXECUTE,
	};

	return (region->rights & needed[access]) != 0;
}

static int fault_in(struct aspace *aspace, uaddr_t address, enum access access)
{
	struct region *region = region_find(aspace, address);
	pte_t *entry;
	int error;

	if (!region || !region_allows(region, access))
		return -EFAULT;
	entry = pt_walk(aspace->root, address);
	if (!entry || !pte_valid(*entry))
		return fill_entry(aspace, region, ALIGN_DOWN(address, PAGE_SIZE), entry);
	if (access == ACCESS_WRITE && !(*entry & PTE_WRITE)) {
		aspace_hide_page(aspace, entry);
		error = page_make_writable(entry, region);
		if (error) {
			aspace_show_page(entry);
			return error;
		}
	}
	/* Present and allowed now: what harts remember of it is older. */
	aspace_flush_page(aspace, address);
	return 0;
}

int aspace_fault(struct aspace *aspace, uaddr_t address, enum access access)
{
	int error;

	if (address >= USER_TOP)
		return -EFAULT;
	mutex_lock(&aspace->lock);
	error = fault_in(aspace, address, access);
	mutex_unlock(&aspace->lock);
	return error;
}

void *aspace_translate(const struct aspace *aspace, uaddr_t address, enum access access)
{
	const uint64_t needed = PTE_USER | (access == ACCESS_WRITE ? PTE_WRITE : PTE_READ);
	pte_t *entry, value;

	if (address >= USER_TOP)
		return NULL;
	entry = pt_walk(aspace->root, address);
	if (!entry)
		return NULL;
	/* Another hart may change it meanwhile. */
	value = __atomic_load_n(entry, __ATOMIC_RELAXED);
	if ((value & needed) != needed)
		return NULL;
	return (char *)phys_to_virt(pte_address(value)) + (address & PAGE_MASK);
}

/*
 * An emulator that translates code watches the page from which it did so: QEMU turns every store to
 * it into a slow one, for as long as some of that code is there. As a kernel stack the page would
 * make each call of its thread fifty times as slow. So code is overwritten before its page goes.
 */
static void free_page(void *page, bool had_code)
{
	if (had_code && !page_is_shared(page))
		page_zero(page);
	page_free(page);
}

static void unmap_page(void *context, vaddr_t address, pte_t *entry)
{
	struct aspace *aspace = context;

	free_page(phys_to_virt(pte_address(*entry)), *entry & PTE_EXECUTE);
	*entry = 0;
	aspace->pages--;
}

void aspace_unmap_pages(struct aspace *aspace, uaddr_t start, uaddr_t end)
{
	size_t before = aspace->pages;

	aspace_hide_pages(aspace, start, end);
	pt_for_each(aspace->root, start, end, unmap_page, aspace);
	if (aspace->pages != before)
		aspace_flush(aspace);
}
