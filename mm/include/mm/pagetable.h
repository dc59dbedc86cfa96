/*
 * Page tables: walking and filling them. The caller sees to locking and to forgetting translations.
 */
#pragma once

#include <arch/mmu.h>
#include <lib/compiler.h>

/*
 * pt_set - let an entry count for all harts from now on; what it leads to has been written before.
 */
static inline void pt_set(pte_t *entry, pte_t value)
{
	if (IS_ENABLED(CONFIG_THREADS) && IS_ENABLED(CONFIG_SMP))
		__atomic_store_n(entry, value, __ATOMIC_RELEASE);
	else
		*entry = value;
}

/* pt_walk - the entry that maps `address` in 4 KiB pages, or NULL where a table is missing. */
pte_t *pt_walk(paddr_t root, vaddr_t address);

/* pt_walk_create - the same, making missing tables. NULL without memory. */
pte_t *pt_walk_create(paddr_t root, vaddr_t address);

/*
 * pt_map - map `size` bytes at `address` to `physical` with `flags` (PTE_*), in superpages where
 * both are aligned. What is mapped already must be mapped likewise. Returns 0 or -ENOMEM. For the
 * kernel's own maps.
 */
int pt_map(paddr_t root, vaddr_t address, paddr_t physical, size_t size, uint64_t flags);

/*
 * pt_for_each - call visit(context, address, entry) for each valid 4 KiB entry in [start, end).
 */
void pt_for_each(paddr_t root, vaddr_t start, vaddr_t end,
		 void (*visit)(void *context, vaddr_t address, pte_t *entry), void *context);

/* pt_free_user_tables - free the tables of the user half, none of which maps a page any more. */
void pt_free_user_tables(paddr_t root);

/* pt_table_count - pages used for tables now. */
size_t pt_table_count(void);

/*
 * pt_new_root - a root with the kernel's entries. Returns its physical address, 0 without memory.
 */
paddr_t pt_new_root(void);

/* pt_free_root - give back a root from pt_new_root() without user tables. */
void pt_free_root(paddr_t root);

/* The kernel's own table. */
extern paddr_t kernel_root;

#ifdef CONFIG_MMU
/* kernel_map_init - make the kernel's table and go over to it. At start-up, on the boot hart. */
void kernel_map_init(void);

/* kstack_init - prepare the window of kernel stacks. At start-up. */
void kstack_init(void);
#else
static inline void kernel_map_init(void)
{
}

static inline void kstack_init(void)
{
}
#endif
