/* Pages on the host. */
#pragma once

#include <lib/types.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE 4096ul
#define PAGE_MASK (PAGE_SIZE - 1)
