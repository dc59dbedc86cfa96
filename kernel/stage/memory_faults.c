/*
 * What the map forbids, at the press of a key. Each of these is an error of the kernel's own, and
 * so ends in a panic.
 */
#include "memory.h"
#include "show.h"

#include <kernel/log.h>

static const uint64_t constant = 0x5742;
static volatile uint64_t variable;

static void store_to_constant(void)
{
	kprintf("storing to a constant at %lx\n", (unsigned long)&constant);
	*(volatile uint64_t *)(uintptr_t)&constant = 0;
}

static void execute_data(void)
{
	void (*function)(void) = (void (*)(void))(uintptr_t)&variable;

	kprintf("executing data at %lx\n", (unsigned long)&variable);
	function();
}

static void load_from_nowhere(void)
{
	kprintf("loading from address 0\n");
	variable = *(volatile uint64_t *)(uintptr_t)variable;
}

/* Each round takes a piece of the stack; long before the last there is none left. */
static unsigned int recurse(unsigned int depth)
{
	volatile unsigned int piece[64];

	piece[depth % 64] = depth;
	return depth == UINT32_MAX ? 0 : recurse(depth + 1) + piece[depth % 64];
}

static void overrun_stack(void)
{
	kprintf("recursing for ever\n");
	variable = recurse(0);
}

static const struct {
	uint8_t key;
	void (*try)(void);
} faults[] = {
	{ 'w', store_to_constant },
	{ 'x', execute_data },
	{ 'l', load_from_nowhere },
	{ 's', overrun_stack },
};

void show_faults(void)
{
	uint8_t key;

	kprintf("keys: w stores to a constant, x executes data, l loads from address 0,\n"
		"s overruns the stack; any other switches off\n");
	key = show_key();
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		if (key == faults[i].key)
			faults[i].try();
}
