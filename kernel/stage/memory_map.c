/*
 * The kernel's page table as the hardware finds it: the walk goes through every entry.
 */
#include "memory.h"

#include <kernel/log.h>
#include <kernel/platform.h>
#include <mm/pagetable.h>

/* Neighbouring pages with the same rights whose memory is contiguous too. */
struct run {
	vaddr_t start;
	vaddr_t end;
	paddr_t physical; /* of start */
	uint64_t flags;
};

#define RIGHTS (PTE_READ | PTE_WRITE | PTE_EXECUTE | PTE_USER)

static const char *content_of(const struct run *run)
{
	if (run->physical < platform.memory_base)
		return "device";
	if (run->start >= KSTACK_WINDOW)
		return "stack";
	if (run->flags & PTE_EXECUTE)
		return "code";
	return run->flags & PTE_WRITE ? "data and free memory" : "constants";
}

static void print_run(const struct run *run)
{
	if (run->start == run->end)
		return;
	kprintf("map: %016lx - %016lx %c%c%c %s\n", (unsigned long)run->start,
		(unsigned long)run->end, run->flags & PTE_READ ? 'r' : '-',
		run->flags & PTE_WRITE ? 'w' : '-', run->flags & PTE_EXECUTE ? 'x' : '-',
		content_of(run));
}

static void add(struct run *run, vaddr_t address, pte_t entry, size_t size)
{
	uint64_t flags = pte_flags(entry) & RIGHTS;
	paddr_t physical = pte_address(entry);

	if (address != run->end || flags != run->flags ||
	    physical - run->physical != address - run->start) {
		print_run(run);
		*run = (struct run){ address, address, physical, flags };
	}
	run->end += size;
}

/* Addresses of Sv39 have 39 bits; those above are copies of the last. */
static vaddr_t sign_extend(vaddr_t address)
{
	return (vaddr_t)((int64_t)(address << 25) >> 25);
}

static void walk(struct run *run, paddr_t table, unsigned int level, vaddr_t base)
{
	const pte_t *entries = phys_to_virt(table);
	unsigned int shift = PAGE_SHIFT + 9 * level;

	for (unsigned long i = 0; i < PT_ENTRIES; i++) {
		vaddr_t address = sign_extend(base | i << shift);

		if (!pte_valid(entries[i]))
			continue;
		if (pte_is_leaf(entries[i]))
			add(run, address, entries[i], 1ul << shift);
		else
			walk(run, pte_address(entries[i]), level - 1, address);
	}
}

void show_map(void)
{
	struct run run = { .start = 0 };

	kprintf("memory: %lx - %lx\n", (unsigned long)platform.memory_base,
		(unsigned long)(platform.memory_base + platform.memory_size));
	walk(&run, kernel_root, PT_LEVELS - 1, 0);
	print_run(&run);
}
