/*
 * Software interrupts that the machine-mode vector raised: look into this hart's area for what
 * came. A flag is cleared before it is acted upon, so one that is set meanwhile is not lost.
 */
#include "riscv.h"

#include <arch/cpu_index.h>
#include <arch/impl/machine.h>

void riscv_software_interrupt(void)
{
	volatile struct machine_area *area = &machine_areas[arch_cpu_index()];

	if (area->timer) {
		area->timer = 0;
		timer_interrupt();
	}
	if (area->ipi) {
		area->ipi = 0;
		ipi_interrupt();
	}
}
