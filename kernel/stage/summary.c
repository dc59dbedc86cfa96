/*
 * The start in one line. Memory in use is the kernel's image with its bss and stacks, and the pages
 * that were taken from the allocator.
 *
 * The counter of instructions is each hart's own: where threads wander between several, no number
 * would tell what the start has taken. And an emulator that does not count instructions shows its
 * own clock instead, which is far ahead of the guest's; nothing is said of that.
 */
#include "stage.h"

#include <arch/time.h>
#include <kernel/cpu.h>
#include <kernel/log.h>
#include <kernel/time.h>
#include <lib/compiler.h>
#include <mm/page.h>

extern char kernel_start[], kernel_end[];

static unsigned long kib_in_use(void)
{
	size_t bytes = (size_t)(kernel_end - kernel_start);

	if (IS_ENABLED(CONFIG_MMU))
		bytes += (page_count_total() - page_count_free()) * PAGE_SIZE;
	return bytes / 1024;
}

/* Under QEMU's -icount shift=0 a nanosecond goes by with each instruction, or without any. */
static bool is_counted(uint64_t instructions)
{
	bool stays_here = !IS_ENABLED(CONFIG_SCHED_SMP) || cpu_online_count() == 1;

	return stays_here && instructions <= time_to_ns(time_now() + 1);
}

void boot_summary(void)
{
	uint64_t instructions = arch_instructions_read() - cpus[0].idle_instructions;

	if (is_counted(arch_instructions_read()))
		kprintf("boot: %lu KiB in use, %lu instructions\n", kib_in_use(),
			(unsigned long)instructions);
	else
		kprintf("boot: %lu KiB in use\n", kib_in_use());
}
