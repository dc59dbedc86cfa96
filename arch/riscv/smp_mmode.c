/*
 * Other harts under BOOT_MMODE: they sleep in start_mmode.S until their id stands in an area and
 * the CLINT's software interrupt wakes them.
 */
#include <arch/impl/machine.h>
#include <arch/io.h>
#include <arch/mmu.h>
#include <arch/smp.h>

void arch_ipi_send(uint32_t hart_id)
{
	arch_io_fence();
	io_write32((vaddr_t)phys_to_virt(CLINT_BASE + CLINT_MSIP + 4 * hart_id), 1);
}

bool arch_hart_start(uint32_t hart_id, unsigned int index, struct thread *idle)
{
	volatile struct machine_area *area = &machine_areas[index];

	area->thread = (reg_t)idle;
	arch_io_fence();
	area->hart_id = hart_id;
	arch_ipi_send(hart_id);
	return true;
}
