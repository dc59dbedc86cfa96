#include "page_refs.h"

#include <mm/page.h>

uint16_t *page_refs;

void page_refs_init(size_t count, void *memory)
{
	page_refs = memory;
}

bool page_share(void *page)
{
	irq_key_t key = spin_lock(&page_lock);
	uint16_t *count = &page_refs[page_number(page)];
	bool fits = *count < UINT16_MAX;

	*count += fits;
	spin_unlock(&page_lock, key);
	return fits;
}

bool page_is_shared(const void *page)
{
	return __atomic_load_n(&page_refs[page_number(page)], __ATOMIC_ACQUIRE) > 1;
}
