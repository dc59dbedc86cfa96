/* Loops whose instructions are known, on riscv64. */
#pragma once

#include <stdbool.h>

/* Whether the numbers of instructions below are right. */
#define MACHINE_IS_KNOWN true

#define SHORT_ROUND 2 /* instructions in a round of machine_loop() */
#define MIXED_ROUND 5 /* in one of machine_mixed_loop() */

static inline void machine_loop(unsigned long rounds)
{
	__asm__ volatile("1: addi %0, %0, -1\n\t"
			 "bnez %0, 1b"
			 : "+r"(rounds));
}

/* Instructions of which each takes a machine another time. */
static inline void machine_mixed_loop(unsigned long rounds)
{
	unsigned long word = 12345, cell, quotient;

	__asm__ volatile("1: sd %1, (%3)\n\t"
			 "ld %1, (%3)\n\t"
			 "divu %2, %1, %0\n\t"
			 "addi %0, %0, -1\n\t"
			 "bnez %0, 1b"
			 : "+r"(rounds), "+r"(word), "=&r"(quotient)
			 : "r"(&cell)
			 : "memory");
}
