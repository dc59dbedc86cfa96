/*
 * The CLINT's timer. Its interrupt is taken in machine mode and passed on as a software interrupt
 * (<arch/impl/machine.h>); its comparison register is written from here.
 */
#include "riscv.h"

#include <arch/cpu_index.h>
#include <arch/impl/machine.h>
#include <arch/io.h>
#include <arch/mmu.h>
#include <arch/time.h>

const char *arch_timer_check(const char *isa)
{
	return NULL;
}

void arch_timer_set(uint64_t deadline)
{
	reg_t hart = machine_areas[arch_cpu_index()].hart_id;

	*(volatile uint64_t *)phys_to_virt(CLINT_BASE + CLINT_MTIMECMP + 8 * hart) = deadline;
}

void riscv_timer_quiet(void)
{
}
