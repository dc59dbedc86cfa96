/*
 * The timer of the Sstc extension: a comparison register of the supervisor's own.
 */
#include "riscv.h"

#include <arch/impl/sstc.h>
#include <arch/time.h>

const char *arch_timer_check(const char *isa)
{
	return riscv_sstc_usable(isa) ? NULL : "this hart has no Sstc extension (stimecmp)";
}

/* In .data: machine mode writes it before the bss is cleared. */
uint8_t machine_has_sstc __section(".data");

void arch_timer_set(uint64_t deadline)
{
	csr_write(CSR_STIMECMP, deadline);
	csr_set(sie, IRQ_BIT_STI);
}

void riscv_timer_quiet(void)
{
	csr_clear(sie, IRQ_BIT_STI);
}
