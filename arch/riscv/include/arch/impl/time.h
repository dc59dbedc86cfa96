#pragma once

#include <arch/impl/csr.h>

static inline uint64_t arch_time_read(void)
{
	uint64_t now;

	__asm__ volatile("rdtime %0" : "=r"(now));
	return now;
}

static inline uint64_t arch_instructions_read(void)
{
	uint64_t count;

	__asm__ volatile("rdinstret %0" : "=r"(count));
	return count;
}
