/*
 * Banks of memory may be named in any order, by one node of the tree or by several.
 */
#include "platform_memory.h"

#include <arch/mmu.h>
#include <kernel/log.h>
#include <kernel/platform.h>

#define BANKS_MAX 8 /* more are left alone */

extern char kernel_start[];

static struct platform_range banks[BANKS_MAX];
static unsigned int bank_count;

void platform_bank_add(paddr_t base, size_t size)
{
	if (bank_count < BANKS_MAX)
		banks[bank_count++] = (struct platform_range){ base, paddr_cut(base, size) };
}

static const struct platform_range *bank_with(paddr_t address)
{
	for (unsigned int i = 0; i < bank_count; i++)
		if (address - banks[i].base < banks[i].size)
			return &banks[i];
	return NULL;
}

void platform_memory_choose(void)
{
	const struct platform_range *bank = bank_with(virt_to_phys(kernel_start));

	if (bank == NULL)
		panic("the device tree names no memory where the kernel lies");
	platform.memory_base = bank->base;
	do {
		platform.memory_size = bank->base + bank->size - platform.memory_base;
		bank = bank_with(platform.memory_base + platform.memory_size);
	} while (bank != NULL);
}
