/*
 * The platform-level interrupt controller (RISC-V PLIC specification 1.0). Drivers see it through
 * <kernel/irq.h>.
 *
 * All device interrupts go to the boot hart: were they enabled on every hart, each would trap every
 * hart for one of them to serve.
 */
#pragma once

#ifdef CONFIG_PLIC
/* plic_init - let device interrupts come to the boot hart, which runs this. At start-up. */
void plic_init(void);

/* plic_handle - serve every pending device interrupt. Context: the external interrupt. */
void plic_handle(void);
#else
static inline void plic_init(void)
{
}

static inline void plic_handle(void)
{
}
#endif
