/*
 * Physical pages: which memory is managed, the lock, and the counts. The allocator behind it,
 * page_freelist.c or page_buddy.c, works on page numbers from the start of memory; before it, harts
 * may keep some free pages at hand (page_cache.c).
 *
 * The life of a page: free, handed out by page_alloc() with one reference, shared by page_share()
 * (with PAGE_REFS), and free again when the last reference is dropped.
 */
#include "kasan.h"
#include "page_cache.h"
#include "page_poison.h"
#include "page_priv.h"
#include "page_refs.h"

#include <kernel/fault_injection.h>
#include <kernel/log.h>
#include <kernel/platform.h>
#include <kernel/spinlock.h>
#include <lib/string.h>
#include <mm/page.h>

extern char kernel_end[];

struct spinlock page_lock = SPINLOCK_INIT;
static size_t free_count;                         /* in the pool [page_lock] */
static size_t total_count;                        /* fixed after page_init() */

size_t page_number(const void *page)
{
	return (virt_to_phys(page) - platform.memory_base) >> PAGE_SHIFT;
}

void *page_at(size_t number)
{
	return phys_to_virt(platform.memory_base + (number << PAGE_SHIFT));
}

size_t page_pool_take(size_t *numbers, size_t count)
{
	irq_key_t key = spin_lock(&page_lock);
	size_t taken = 0;

	while (taken < count && (numbers[taken] = pages_take()) != NO_PAGE)
		taken++;
	free_count -= taken;
	spin_unlock(&page_lock, key);
	return taken;
}

void page_pool_give(const size_t *numbers, size_t count)
{
	irq_key_t key = spin_lock(&page_lock);

	for (size_t i = 0; i < count; i++)
		pages_give(numbers[i]);
	free_count += count;
	spin_unlock(&page_lock, key);
}

/* A page that is handed out is its new owner's alone, so its count needs no lock. */
void *page_alloc(void)
{
	size_t number = fault_due() ? NO_PAGE : page_cache_take();

	if (number == NO_PAGE)
		return NULL;
	page_refs_set(number);
	page_poison_check(page_at(number));
	kasan_allow(page_at(number), PAGE_SIZE);
	return page_at(number);
}

void *page_alloc_zeroed(void)
{
	void *page = page_alloc();

	if (page)
		page_zero(page);
	return page;
}

void page_free(void *page)
{
	size_t number = page_number(page);

	if (!page_refs_drop(number))
		return;
	page_poison_fill(page);
	kasan_forbid(page, PAGE_SIZE, KASAN_FREE_PAGE);
	page_cache_give(number);
}

size_t page_count_free(void)
{
	return free_count + page_cache_count();
}

size_t page_count_total(void)
{
	return total_count;
}

/* The first reserved range that reaches into [from, end), by its start; or NULL. */
static const struct platform_range *first_reserved(paddr_t from, paddr_t end)
{
	const struct platform_range *first = NULL;

	for (unsigned int i = 0; i < platform.reserved_count; i++) {
		const struct platform_range *range = &platform.reserved[i];

		if (range->base < end && range->base + range->size > from &&
		    (!first || range->base < first->base))
			first = range;
	}
	return first;
}

/* Take `size` bytes for the allocator's own use out of the start of a span, if it has them. */
static void *carve(paddr_t *from, paddr_t end, size_t size)
{
	void *memory = phys_to_virt(*from);

	if (end - *from < size)
		return NULL;
	*from = ALIGN_UP(*from + size, PAGE_SIZE);
	return memory;
}

/* What page_init() hands from one free span to the next. */
struct bootstrap {
	size_t count; /* page numbers in all */
	bool ready;   /* the allocator has its own memory */
};

static void add_span(struct bootstrap *bootstrap, paddr_t from, paddr_t end)
{
	size_t meta_size = ALIGN_UP(pages_meta_size(bootstrap->count), 16);
	size_t refs_size = ALIGN_UP(page_refs_size(bootstrap->count), 16);
	size_t size = meta_size + refs_size + kasan_shadow_size(platform.memory_size);
	char *meta;

	if (!bootstrap->ready) {
		meta = carve(&from, end, size);
		if (!meta)
			return;
		pages_init(bootstrap->count, meta);
		page_refs_init(bootstrap->count, meta + meta_size);
		kasan_init(meta + meta_size + refs_size);
		bootstrap->ready = true;
	}
	if (from >= end)
		return;
	kasan_forbid(phys_to_virt(from), end - from, KASAN_FREE_PAGE);
	pages_add((from - platform.memory_base) >> PAGE_SHIFT,
		  (end - platform.memory_base) >> PAGE_SHIFT);
	total_count += (end - from) >> PAGE_SHIFT;
}

/* All of memory behind the kernel's image is free but for the reserved ranges. */
void page_init(void)
{
	paddr_t from = ALIGN_UP(virt_to_phys(kernel_end), PAGE_SIZE);
	paddr_t end = ALIGN_DOWN(platform.memory_base + platform.memory_size, PAGE_SIZE);
	struct bootstrap bootstrap = { .count = platform.memory_size >> PAGE_SHIFT };
	const struct platform_range *range;

	while ((range = first_reserved(from, end))) {
		if (range->base > from)
			add_span(&bootstrap, from, ALIGN_DOWN(range->base, PAGE_SIZE));
		from = ALIGN_UP(range->base + range->size, PAGE_SIZE);
	}
	if (from < end)
		add_span(&bootstrap, from, end);
	free_count = total_count;
	if (total_count == 0)
		panic("the kernel's image leaves no free memory");
}
