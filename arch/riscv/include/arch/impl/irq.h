#pragma once

#include <arch/impl/csr.h>

static inline irq_state_t arch_irq_save(void)
{
	reg_t before;

	__asm__ volatile("csrrci %0, sstatus, %1" : "=r"(before) : "i"(SSTATUS_SIE) : "memory");
	return before & SSTATUS_SIE;
}

static inline void arch_irq_restore(irq_state_t state)
{
	csr_set(sstatus, state);
}

static inline void arch_irq_enable(void)
{
	csr_set(sstatus, SSTATUS_SIE);
}

static inline void arch_irq_disable(void)
{
	csr_clear(sstatus, SSTATUS_SIE);
}

static inline bool arch_irq_enabled(void)
{
	return (csr_read(sstatus) & SSTATUS_SIE) != 0;
}

static inline void arch_irq_wait(void)
{
	__asm__ volatile("wfi" : : : "memory");
}
