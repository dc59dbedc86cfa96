/* What platform_static.c lets the device tree add, if it is read at all. */
#pragma once

#include <kernel/platform.h>

#ifdef CONFIG_FDT
/* platform_read_tree - take memory, the harts and the command line from the tree at `fdt`. */
void platform_read_tree(paddr_t fdt);
#else
static inline void platform_read_tree(paddr_t fdt)
{
}
#endif
