/*
 * The timer by calls to the firmware (SBI specification, chapter 6).
 */
#include "riscv.h"
#include "sbi.h"

#include <arch/time.h>

const char *arch_timer_check(const char *isa)
{
	return NULL;
}

void arch_timer_set(uint64_t deadline)
{
	sbi_call(SBI_EXT_TIME, 0, deadline, 0, 0);
}

void riscv_timer_quiet(void)
{
	sbi_call(SBI_EXT_TIME, 0, UINT64_MAX, 0, 0);
}
