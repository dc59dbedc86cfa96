#include <abi/errno.h>
#include <kernel/log.h>
#include <kernel/spinlock.h>
#include <lib/string.h>
#include <mm/page.h>
#include <mm/pagetable.h>

static struct spinlock count_lock = SPINLOCK_INIT; /* a leaf */
static size_t table_count;			   /* [count_lock] */

static void count_tables(size_t change)
{
	irq_key_t key = spin_lock(&count_lock);

	table_count += change;
	spin_unlock(&count_lock, key);
}

static pte_t *table_at(paddr_t table)
{
	return phys_to_virt(table);
}

static paddr_t new_table(void)
{
	void *page = page_alloc_zeroed();

	if (!page)
		return 0;
	count_tables(1);
	return virt_to_phys(page);
}

static void free_table(paddr_t table)
{
	count_tables((size_t)-1);
	page_free(phys_to_virt(table));
}

size_t pt_table_count(void)
{
	return table_count;
}

pte_t *pt_walk(paddr_t root, vaddr_t address)
{
	pte_t *entry = &table_at(root)[pt_index(address, 2)];

	if (!pte_valid(*entry))
		return NULL;
	entry = &table_at(pte_address(*entry))[pt_index(address, 1)];
	if (!pte_valid(*entry) || pte_is_leaf(*entry))
		return NULL;
	return &table_at(pte_address(*entry))[pt_index(address, 0)];
}

/* The entry for `address` on `level`, making the tables above it. NULL without memory. */
static pte_t *walk_create(paddr_t root, vaddr_t address, unsigned int level)
{
	paddr_t table = root;

	for (unsigned int above = PT_LEVELS - 1; above > level; above--) {
		pte_t *entry = &table_at(table)[pt_index(address, above)];

		if (!pte_valid(*entry)) {
			table = new_table();
			if (!table)
				return NULL;
			pt_set(entry, pte_table(table));
		}
		table = pte_address(*entry);
	}
	return &table_at(table)[pt_index(address, level)];
}

pte_t *pt_walk_create(paddr_t root, vaddr_t address)
{
	return walk_create(root, address, 0);
}

int pt_map(paddr_t root, vaddr_t address, paddr_t physical, size_t size, uint64_t flags)
{
	while (size > 0) {
		bool super =
			IS_ALIGNED(address | physical, SUPERPAGE_SIZE) && size >= SUPERPAGE_SIZE;
		size_t step = super ? SUPERPAGE_SIZE : PAGE_SIZE;
		pte_t *entry = walk_create(root, address, super ? 1 : 0);

		if (!entry)
			return -ENOMEM;
		*entry = pte_leaf(physical, flags);
		address += step;
		physical += step;
		size -= step;
	}
	return 0;
}

/* The part of [start, end) that one lowest table maps; `first` is that table's first entry used. */
static void visit_table(pte_t *table, vaddr_t start, vaddr_t end,
			void (*visit)(void *context, vaddr_t address, pte_t *entry), void *context)
{
	for (; start < end; start += PAGE_SIZE) {
		pte_t *entry = &table[pt_index(start, 0)];

		if (pte_valid(*entry))
			visit(context, start, entry);
	}
}

void pt_for_each(paddr_t root, vaddr_t start, vaddr_t end,
		 void (*visit)(void *context, vaddr_t address, pte_t *entry), void *context)
{
	while (start < end) {
		pte_t *entry = &table_at(root)[pt_index(start, 2)];
		unsigned int level = 2;

		if (pte_valid(*entry)) {
			entry = &table_at(pte_address(*entry))[pt_index(start, 1)];
			level = 1;
		}
		vaddr_t span = PAGE_SIZE << (9 * level);
		vaddr_t next = MIN(ALIGN_DOWN(start, span) + span, end);

		if (level == 1 && pte_valid(*entry))
			visit_table(table_at(pte_address(*entry)), start, next, visit, context);
		start = next;
	}
}

static void free_middle(paddr_t table)
{
	for (unsigned int i = 0; i < PT_ENTRIES; i++) {
		pte_t entry = table_at(table)[i];

		if (pte_valid(entry))
			free_table(pte_address(entry));
	}
	free_table(table);
}

void pt_free_user_tables(paddr_t root)
{
	for (unsigned int i = 0; i < PT_USER_ENTRIES; i++) {
		pte_t *entry = &table_at(root)[i];

		if (!pte_valid(*entry))
			continue;
		free_middle(pte_address(*entry));
		*entry = 0;
	}
}

paddr_t pt_new_root(void)
{
	paddr_t root = new_table();

	if (root)
		memcpy(table_at(root) + KERNEL_ROOT_FIRST,
		       table_at(kernel_root) + KERNEL_ROOT_FIRST,
		       KERNEL_ROOT_COUNT * sizeof(pte_t));
	return root;
}

void pt_free_root(paddr_t root)
{
	free_table(root);
}
