/*
 * Interrupts on the host. There are none, but for what host_preempt_seed asks for: then the end of
 * a section in which they were masked is where another thread, or the disk, may come in between.
 */
#pragma once

#include <lib/types.h>

typedef reg_t irq_state_t;

extern irq_state_t host_masked; /* of the thread whose turn it is */
extern uint32_t host_preempt_seed;
void host_preempt(void);

static inline irq_state_t arch_irq_save(void)
{
	irq_state_t before = host_masked;

	host_masked = 1;
	return before;
}

static inline void arch_irq_restore(irq_state_t state)
{
	host_masked = state;
	if (state == 0 && host_preempt_seed != 0)
		host_preempt();
}
