/*
 * Software interrupts under a firmware: they are inter-hart interrupts.
 */
#include "riscv.h"

void riscv_software_interrupt(void)
{
	ipi_interrupt();
}
