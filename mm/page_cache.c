/*
 * PAGE_CACHE: a few free pages for each hart, so that most allocations take a lock that no other
 * hart wants, and the pool's lock is taken once for half a cache.
 *
 * A hart whose cache is empty fetches half a cache from the pool; one whose cache is full gives
 * half of it back. When the pool is empty too, what lies with other harts is taken from them, so
 * that memory is out only when the last page is.
 */
#include "page_cache.h"

#include <arch/irq.h>
#include <kernel/cpu.h>

#define BATCH (CONFIG_PAGE_CACHE_SIZE / 2)

/* Lock the cache of the hart that executes this; interrupts stay masked. */
static struct cpu_pages *lock_own(irq_key_t *key)
{
	struct cpu_pages *pages;

	*key = arch_irq_save();
	pages = &cpu_current()->pages;
	spin_acquire(&pages->lock);
	return pages;
}

/* One page of a locked cache, which is refilled if it is empty, or NO_PAGE. */
static size_t take_own(struct cpu_pages *pages)
{
	if (pages->count == 0)
		pages->count = page_pool_take(pages->numbers, BATCH);
	return pages->count ? pages->numbers[--pages->count] : NO_PAGE;
}

static size_t take_from(struct cpu_pages *pages)
{
	irq_key_t key = spin_lock(&pages->lock);
	size_t number = pages->count ? pages->numbers[--pages->count] : NO_PAGE;

	spin_unlock(&pages->lock, key);
	return number;
}

/* The pool is empty: a page of whichever hart has one, or NO_PAGE. */
static size_t take_from_any(void)
{
	size_t number = NO_PAGE;

	for (unsigned int i = 0; i < CONFIG_NR_HARTS && number == NO_PAGE; i++)
		number = take_from(&cpus[i].pages);
	return number;
}

size_t page_cache_take(void)
{
	irq_key_t key;
	struct cpu_pages *pages = lock_own(&key);
	size_t number = take_own(pages);

	spin_unlock(&pages->lock, key);
	return likely(number != NO_PAGE) ? number : take_from_any();
}

void page_cache_give(size_t number)
{
	irq_key_t key;
	struct cpu_pages *pages = lock_own(&key);

	if (pages->count == CONFIG_PAGE_CACHE_SIZE) {
		pages->count -= BATCH;
		page_pool_give(&pages->numbers[pages->count], BATCH);
	}
	pages->numbers[pages->count++] = number;
	spin_unlock(&pages->lock, key);
}

size_t page_cache_count(void)
{
	size_t count = 0;

	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++)
		count += __atomic_load_n(&cpus[i].pages.count, __ATOMIC_RELAXED);
	return count;
}
