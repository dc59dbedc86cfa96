/*
 * Physical pages: which memory is managed, the lock, and the counts. The allocator behind it,
 * page_freelist.c or page_buddy.c, works on page numbers from the start of memory.
 *
 * The life of a page: free, handed out by page_alloc() with one reference, shared by page_share()
 * (with PAGE_REFS), and free again when the last reference is dropped.
 */
#include "page_poison.h"
#include "page_priv.h"
#include "page_refs.h"

#include <kernel/log.h>
#include <kernel/platform.h>
#include <kernel/spinlock.h>
#include <lib/string.h>
#include <mm/page.h>

extern char kernel_end[];

struct spinlock page_lock = SPINLOCK_INIT;
static size_t free_count;                         /* [page_lock] */
static size_t total_count;                        /* fixed after page_init() */

size_t page_number(const void *page)
{
	return (virt_to_phys(page) - platform.memory_base) >> PAGE_SHIFT;
}

void *page_at(size_t number)
{
	return phys_to_virt(platform.memory_base + (number << PAGE_SHIFT));
}

void *page_alloc(void)
{
	irq_key_t key = spin_lock(&page_lock);
	size_t number = pages_take();

	if (number == NO_PAGE) {
		spin_unlock(&page_lock, key);
		return NULL;
	}
	free_count--;
	page_refs_set(number);
	spin_unlock(&page_lock, key);
	page_poison_check(page_at(number));
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
	irq_key_t key = spin_lock(&page_lock);

	if (page_refs_drop(number)) {
		page_poison_fill(page);
		pages_give(number);
		free_count++;
	}
	spin_unlock(&page_lock, key);
}

size_t page_count_free(void)
{
	return free_count;
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
	size_t size = meta_size + page_refs_size(bootstrap->count);
	char *meta;

	if (!bootstrap->ready) {
		meta = carve(&from, end, size);
		if (!meta)
			return;
		pages_init(bootstrap->count, meta);
		page_refs_init(bootstrap->count, meta + meta_size);
		bootstrap->ready = true;
	}
	if (from >= end)
		return;
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
		panic("no free memory");
}
