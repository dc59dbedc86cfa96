/*
 * Device interrupt lines and who serves them. Handlers are registered at start-up and stay; after
 * that the tables only change in their counts, which the one hart that takes device interrupts
 * keeps.
 */
#include "plic.h"

#include <kernel/irq.h>
#include <kernel/log.h>
#include <lib/compiler.h>

#define HANDLERS_MAX 16

static struct {
	irq_handler_t handler;
	void *context;
	const char *name;
	uint64_t count;
} lines[HANDLERS_MAX];

static unsigned int line_count;
static uint8_t line_of[IRQ_MAX]; /* a line's index in `lines` plus one; 0: nobody's */

void irq_register(unsigned int irq, const char *name, irq_handler_t handler, void *context)
{
	if (irq == 0 || irq >= IRQ_MAX || line_of[irq] != 0 || line_count == HANDLERS_MAX) {
		kprintf("irq: %s can not have line %u\n", name, irq);
		return;
	}
	lines[line_count].handler = handler;
	lines[line_count].context = context;
	lines[line_count].name = name;
	line_of[irq] = (uint8_t)++line_count;
	plic_enable(irq);
}

void irq_dispatch(unsigned int irq)
{
	unsigned int index = irq < IRQ_MAX ? line_of[irq] : 0;

	if (index == 0)
		return;
	lines[index - 1].count++;
	lines[index - 1].handler(lines[index - 1].context);
}

uint64_t irq_count(unsigned int irq, const char **name)
{
	unsigned int index = irq < IRQ_MAX ? line_of[irq] : 0;

	*name = index == 0 ? NULL : lines[index - 1].name;
	return index == 0 ? 0 : lines[index - 1].count;
}
