/* Physical addresses are addresses. */
#pragma once

#include <lib/types.h>

static inline void *phys_to_virt(paddr_t physical)
{
	return (void *)physical;
}
