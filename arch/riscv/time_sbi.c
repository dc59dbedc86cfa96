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
	csr_set(sie, IRQ_BIT_STI);
}

void riscv_timer_quiet(void)
{
	csr_clear(sie, IRQ_BIT_STI);
}
