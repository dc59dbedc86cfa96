/*
 * Device interrupts: drivers say which function serves a line; the interrupt controller calls it.
 */
#pragma once

#include <lib/types.h>

typedef void (*irq_handler_t)(void *context);

#define IRQ_MAX 96 /* lines of QEMU's virt machine, 0 being none */

/*
 * irq_register - let `handler(context)` serve line `irq` and enable the line at the controller.
 * Handlers run with interrupts masked, on one hart at a time. At start-up.
 */
void irq_register(unsigned int irq, const char *name, irq_handler_t handler, void *context);

/* irq_dispatch - call the handler of a claimed line; a line without one is ignored. */
void irq_dispatch(unsigned int irq);

/*
 * irq_count - how often the line was served, for /proc/interrupts. `*name` becomes the handler's
 * name, or NULL where there is none.
 */
uint64_t irq_count(unsigned int irq, const char **name);
