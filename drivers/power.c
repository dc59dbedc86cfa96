/*
 * Switching off: the test finisher of QEMU's virt machine, whose one register ends the emulator
 * with a status of our choice, or else the firmware.
 */
#include <arch/io.h>
#include <arch/irq.h>
#include <arch/mmu.h>
#include <arch/power.h>
#include <drivers/uart.h>
#include <kernel/platform.h>
#include <kernel/power.h>

#define FINISHER_FAIL 0x3333 /* with the status in the upper half */
#define FINISHER_PASS 0x5555
#define FINISHER_RESET 0x7777

static __noreturn void finish(uint32_t command)
{
	arch_irq_disable();
	uart_flush();
	if (platform.finisher.base != 0)
		io_write32((vaddr_t)phys_to_virt(platform.finisher.base), command);
	arch_firmware_power(command == FINISHER_RESET);
	for (;;)
		arch_irq_wait();
}

void power_off(unsigned int status)
{
	finish(status == 0 ? FINISHER_PASS : status << 16 | FINISHER_FAIL);
}

void power_reset(void)
{
	finish(FINISHER_RESET);
}
