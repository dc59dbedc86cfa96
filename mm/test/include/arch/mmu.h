/* Pages on the host: addresses are their own physical addresses, tables are Sv39's. */
#pragma once

#include <lib/types.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE 4096ul
#define PAGE_MASK (PAGE_SIZE - 1)

#define KERNEL_ROOT_FIRST 256
#define KERNEL_ROOT_COUNT 256

#include <arch/impl/pte.h>

static inline void *phys_to_virt(paddr_t physical)
{
	return (void *)physical;
}

static inline paddr_t virt_to_phys(const void *address)
{
	return (paddr_t)address;
}
