/*
 * The CLINT's timer. Its interrupt is taken in machine mode, masked there and passed on as a
 * software interrupt (<arch/impl/machine.h>). Its comparison register is written from here; a call
 * into machine mode takes the mask away.
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
	volatile struct machine_area *area = &machine_areas[arch_cpu_index()];
	paddr_t compare = CLINT_BASE + CLINT_MTIMECMP + 8 * area->hart_id;

	*(volatile uint64_t *)phys_to_virt(compare) = deadline;
	if (area->timer_masked) {
		area->timer_masked = 0;
		__asm__ volatile("ecall" : : : "memory");
	}
}

void riscv_timer_quiet(void)
{
}
