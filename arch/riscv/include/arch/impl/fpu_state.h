/* The floating-point registers of a thread; nothing without CONFIG_FPU. */
#pragma once

#include <lib/types.h>

#ifdef CONFIG_FPU
struct fpu_state {
	uint64_t f[32];
	uint64_t fcsr;
};
#else
struct fpu_state {
};
#endif
