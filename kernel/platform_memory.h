/* Which of the device tree's banks of memory become ours. */
#pragma once

#include <lib/types.h>

/* Physical addresses end here; what a tree says of more is nonsense, and sums would overflow. */
#define PADDR_END (1ull << 56)

/* paddr_cut - the size of a range without what lies behind all physical addresses. */
static inline size_t paddr_cut(paddr_t base, size_t size)
{
	if (base >= PADDR_END)
		return 0;
	return size < PADDR_END - base ? size : PADDR_END - base;
}

/* platform_bank_add - the tree names a bank of memory. */
void platform_bank_add(paddr_t base, size_t size);

/*
 * platform_memory_choose - take the bank that the kernel lies in, and those that continue it
 * without a gap, as the platform's memory. When the tree has been read.
 */
void platform_memory_choose(void);
