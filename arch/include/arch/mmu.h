/*
 * Pages, addresses and page-table entries.
 *
 * The kernel sees physical memory at a constant distance, KERNEL_VIRT_OFFSET: zero when its map is
 * the identity (KERNEL_MAP_ISOLATED, or no paging at all) and the start of the upper half when it
 * lives in every address space (KERNEL_MAP_SHARED). The geometry of the tables is here; walking and
 * filling them is mm's (<mm/pagetable.h>).
 */
#pragma once

#include <lib/types.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE  4096ul
#define PAGE_MASK  (PAGE_SIZE - 1)

/* A page that is mapped besides physical memory. */
struct arch_extra_map {
	vaddr_t address;
	paddr_t page;
	uint64_t flags; /* PTE_* */
};

#include <arch/impl/mmu.h>

static inline void *phys_to_virt(paddr_t physical)
{
	return (void *)(physical + KERNEL_VIRT_OFFSET);
}

static inline paddr_t virt_to_phys(const void *virtual)
{
	return (paddr_t)(uintptr_t)virtual - KERNEL_VIRT_OFFSET;
}

/*
 * What arch gives (<arch/impl/mmu.h>):
 *
 *	USER_TOP		end of the user's half of an address space
 *	PT_LEVELS, PT_ENTRIES	levels of a table, entries on each
 *	KERNEL_ROOT_FIRST	first root entry that is the kernel's in every address space
 *	KERNEL_ROOT_COUNT	number of such entries
 *	KSTACK_WINDOW		kernel address where the mapped kernel stacks begin
 *	pt_index(va, level)	index at a level, level 0 holding the 4 KiB leaves
 *	pte_t, pte_leaf(), pte_table(), pte_valid(), pte_is_leaf(), pte_address(), pte_flags()
 *	PTE_READ, PTE_WRITE, PTE_EXECUTE, PTE_USER, PTE_COW, PTE_GLOBAL
 */

/*
 * arch_user_root_set - let this hart run user mode by the table at `root` from now on. SHARED: it
 * is the kernel's table too and becomes active; ISOLATED: on the way out of the kernel. Old user
 * translations of this hart are forgotten. Interrupts are masked.
 */
static inline void arch_user_root_set(paddr_t root);

/*
 * arch_root_extra - the maps that a kernel table needs besides physical memory (the trampoline and
 * its save areas). Fills up to two entries. Returns how many.
 */
static inline unsigned int arch_root_extra(struct arch_extra_map *maps);

/* arch_root_activate - let this hart translate by the table at `root`, and forget old entries. */
static inline void arch_root_activate(paddr_t root);

/* arch_tlb_flush_all / arch_tlb_flush_page - forget translations on this hart. */
static inline void arch_tlb_flush_all(void);
static inline void arch_tlb_flush_page(vaddr_t address);

/* arch_icache_sync - make code written by this hart fetchable by it. */
static inline void arch_icache_sync(void);
