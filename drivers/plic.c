/*
 * The platform-level interrupt controller.
 *
 * Each line has a priority (0: off); each context, a hart in one of its modes, has a bit per line
 * that enables it, a threshold that priorities must exceed, and a register that hands out the
 * pending line of highest priority (claim) and takes it back when it has been served (complete).
 * A line that is claimed does not interrupt again until it is completed.
 *
 * One context is used, the boot hart's in supervisor mode; all lines have the same priority.
 */
#include "plic.h"

#include <arch/io.h>
#include <arch/mmu.h>
#include <kernel/irq.h>
#include <kernel/platform.h>

#define PRIORITY(irq) (4 * (irq))
#define ENABLE(context, irq) (0x2000 + 0x80 * (context) + (irq) / 32 * 4)
#define THRESHOLD(context) (0x200000 + 0x1000 * (context))
#define CLAIM(context) (0x200004 + 0x1000 * (context))

static vaddr_t plic_register(unsigned int offset)
{
	return (vaddr_t)phys_to_virt(platform.plic.base) + offset;
}

void plic_enable(unsigned int irq)
{
	vaddr_t enable = plic_register(ENABLE(platform.plic_context, irq));

	io_write32(plic_register(PRIORITY(irq)), 1);
	io_write32(enable, io_read32(enable) | 1u << irq % 32);
}

/* Lines may still be enabled from before a reset that spared the controller. */
void plic_init(void)
{
	for (unsigned int irq = 0; irq < IRQ_MAX; irq += 32)
		io_write32(plic_register(ENABLE(platform.plic_context, irq)), 0);
	io_write32(plic_register(THRESHOLD(platform.plic_context)), 0);
}

void plic_handle(void)
{
	vaddr_t claim = plic_register(CLAIM(platform.plic_context));
	uint32_t irq;

	while ((irq = io_read32(claim)) != 0) {
		irq_dispatch(irq);
		io_write32(claim, irq);
	}
}
