/*
 * Other harts under a firmware (SBI specification, chapters 7 and 9).
 */
#include "sbi.h"

#include <arch/impl/hart_start.h>
#include <arch/io.h>
#include <arch/mmu.h>
#include <arch/smp.h>

extern char secondary_start[];

struct hart_start hart_starts[CONFIG_NR_HARTS];

bool arch_hart_start(uint32_t hart_id, unsigned int index, struct thread *idle)
{
	hart_starts[index] = (struct hart_start){ hart_id, (reg_t)idle };
	arch_io_fence();
	return sbi_call(SBI_EXT_HSM, 0, hart_id, virt_to_phys(secondary_start),
			(reg_t)idle) == 0;
}

void arch_ipi_send(uint32_t hart_id)
{
	arch_io_fence();
	sbi_call(SBI_EXT_IPI, 0, 1, hart_id, 0);
}
