/*
 * Interrupt masking on the hart that executes.
 */
#pragma once

#include <lib/types.h>

typedef reg_t irq_state_t;

#include <arch/impl/irq.h>

/* arch_irq_save - mask interrupts. Returns the state before, for arch_irq_restore(). */
static inline irq_state_t arch_irq_save(void);

/* arch_irq_restore - put the mask back as arch_irq_save() found it. */
static inline void arch_irq_restore(irq_state_t state);

static inline void arch_irq_enable(void);
static inline void arch_irq_disable(void);
static inline bool arch_irq_enabled(void);

/*
 * arch_irq_wait - sleep until an interrupt is pending, whether or not interrupts are masked. May
 * return early.
 */
static inline void arch_irq_wait(void);
