/*
 * Sv39 tables and entries (RISC-V privileged specification, section 4.4): numbers only, so that the
 * code that fills tables can be tested anywhere. After <arch/mmu.h>'s page size.
 */
#pragma once

#include <arch/mmu.h>
#include <lib/types.h>

#define PT_LEVELS 3
#define PT_ENTRIES 512
#define SUPERPAGE_SIZE (PAGE_SIZE * PT_ENTRIES)

#define USER_TOP 0x4000000000ull
#define PT_USER_ENTRIES 256 /* root entries of the user's half */

typedef uint64_t pte_t;

#define PTE_VALID 0x1ull
#define PTE_READ 0x2ull
#define PTE_WRITE 0x4ull
#define PTE_EXECUTE 0x8ull
#define PTE_USER 0x10ull
#define PTE_GLOBAL 0x20ull
#define PTE_ACCESSED 0x40ull
#define PTE_DIRTY 0x80ull
#define PTE_COW 0x100ull /* left to software: shared until somebody writes */
#define PTE_FLAGS 0x3ffull

static inline unsigned int pt_index(vaddr_t address, unsigned int level)
{
	return (address >> (PAGE_SHIFT + 9 * level)) & (PT_ENTRIES - 1);
}

/* A leaf sets A and D itself, so the hardware never has to (or faults because it can not). */
static inline pte_t pte_leaf(paddr_t page, uint64_t flags)
{
	return page >> 2 | flags | PTE_VALID | PTE_ACCESSED | PTE_DIRTY;
}

static inline pte_t pte_table(paddr_t table)
{
	return table >> 2 | PTE_VALID;
}

static inline bool pte_valid(pte_t pte)
{
	return (pte & PTE_VALID) != 0;
}

static inline bool pte_is_leaf(pte_t pte)
{
	return (pte & (PTE_READ | PTE_WRITE | PTE_EXECUTE)) != 0;
}

static inline paddr_t pte_address(pte_t pte)
{
	return pte >> 10 << PAGE_SHIFT;
}

static inline uint64_t pte_flags(pte_t pte)
{
	return pte & PTE_FLAGS;
}
