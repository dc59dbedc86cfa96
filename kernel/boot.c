#include <arch/time.h>
#include <kernel/boot.h>
#include <kernel/cpu.h>

static uint64_t marks[BOOT_COUNT];

uint64_t busy_instructions(void)
{
	return arch_instructions_read() - cpus[0].idle_instructions;
}

void boot_note_count(enum boot_milestone milestone)
{
	if (marks[milestone] == 0)
		marks[milestone] = busy_instructions();
}

uint64_t boot_instructions(enum boot_milestone milestone)
{
	return marks[milestone];
}

const char *boot_name(enum boot_milestone milestone)
{
	static const char *const names[BOOT_COUNT] = {
		[BOOT_MAIN] = "main", [BOOT_SCHEDULER] = "scheduler", [BOOT_ROOT] = "root",
		[BOOT_INIT] = "init", [BOOT_PROMPT] = "prompt",
	};

	return names[milestone];
}
