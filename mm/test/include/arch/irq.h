/* Interrupts on the host: there are none. */
#pragma once

#include <lib/types.h>

typedef reg_t irq_state_t;

static inline irq_state_t arch_irq_save(void)
{
	return 0;
}

static inline void arch_irq_restore(irq_state_t state)
{
}
