/* The loops of riscv/machine.h for machines of which nobody has counted the instructions. */
#pragma once

#include <stdbool.h>

#define MACHINE_IS_KNOWN false

#define SHORT_ROUND 1
#define MIXED_ROUND 1

static inline void machine_loop(unsigned long rounds)
{
	for (volatile unsigned long left = rounds; left > 0; left--)
		continue;
}

static inline void machine_mixed_loop(unsigned long rounds)
{
	machine_loop(rounds);
}
