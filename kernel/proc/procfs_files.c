/*
 * The texts of the files in /proc about the system, in Linux's format where it has such a file.
 */
#include "procfs_files.h"

#include "process.h"
#include "procfs_boot.h"
#include "procfs_config.h"
#include "procfs_text.h"
#include "sys_time.h"

#include <abi/errno.h>
#include <fs/fs.h>
#include <kernel/cpu.h>
#include <kernel/irq.h>
#include <kernel/time.h>
#include <lib/format.h>
#include <lib/string.h>
#include <mm/page.h>
#include <mm/pagetable.h>

#define PIECE_MAX 160

void text_put(struct text *text, const char *bytes, size_t length)
{
	size_t skipped = MIN(length, text->skip);
	size_t taken = MIN(length - skipped, text->size - text->length);

	text->skip -= skipped;
	memcpy(text->buffer + text->length, bytes + skipped, taken);
	text->length += taken;
}

void text_add(struct text *text, const char *format, ...)
{
	char piece[PIECE_MAX];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = format_string_list(piece, sizeof(piece), format, arguments);
	va_end(arguments);
	text_put(text, piece, MIN((size_t)length, sizeof(piece) - 1));
}

static unsigned long page_kib(size_t pages)
{
	return pages * (PAGE_SIZE / 1024);
}

static ssize_t show_meminfo(int pid, char *buffer, size_t size)
{
	struct text text = { .buffer = buffer, .size = size };
	struct fs_counters counters;
	size_t free = page_count_free();

	fs_count_quickly(&counters);
	text_add(&text, "MemTotal:       %8lu kB\n", page_kib(page_count_total()));
	text_add(&text, "MemFree:        %8lu kB\n", page_kib(free));
	text_add(&text, "MemAvailable:   %8lu kB\n", page_kib(free));
	text_add(&text, "Buffers:        %8lu kB\n", page_kib(counters.buffer_pages));
	text_add(&text, "Cached:         %8u kB\n", 0);
	text_add(&text, "SwapTotal:      %8u kB\n", 0);
	text_add(&text, "SwapFree:       %8u kB\n", 0);
	text_add(&text, "Dirty:          %8lu kB\n",
		 (unsigned long)counters.buffers_dirty * counters.block_size / 1024);
	text_add(&text, "PageTables:     %8lu kB\n", page_kib(pt_table_count()));
	return (ssize_t)text.length;
}

static void add_hundredths(struct text *text, uint64_t counts, const char *end)
{
	uint64_t hundredths = time_in_hundredths(counts);

	text_add(text, "%lu.%02lu%s", (unsigned long)(hundredths / 100),
		 (unsigned long)(hundredths % 100), end);
}

static ssize_t show_uptime(int pid, char *buffer, size_t size)
{
	struct text text = { .buffer = buffer, .size = size };
	uint64_t idle = 0;

	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++)
		idle += cpus[i].idle_time;
	add_hundredths(&text, time_now(), " ");
	add_hundredths(&text, idle, "\n");
	return (ssize_t)text.length;
}

/* As Linux has it, a column for each hart. All interrupts of devices go to the first. */
static void add_line(struct text *text, unsigned int irq, uint64_t count, const char *name)
{
	text_add(text, "%3u: ", irq);
	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++)
		if (cpus[i].online)
			text_add(text, "%10lu ", i == 0 ? (unsigned long)count : 0ul);
	text_add(text, " PLIC %3u Level     %s\n", irq, name);
}

static ssize_t show_interrupts(int pid, char *buffer, size_t size)
{
	struct text text = { .buffer = buffer, .size = size };
	const char *name;

	text_add(&text, "%11s", "");
	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++)
		if (cpus[i].online)
			text_add(&text, "CPU%u%s", i, i < 10 ? "       " : "      ");
	text_add(&text, "\n");
	/* Without a controller nobody has counted. */
	for (unsigned int irq = 1; IS_ENABLED(CONFIG_PLIC) && irq < IRQ_MAX; irq++) {
		uint64_t count = irq_count(irq, &name);

		if (name)
			add_line(&text, irq, count, name);
	}
	return (ssize_t)text.length;
}

const struct proc_file proc_system_files[] = {
	{ "meminfo", show_meminfo, NULL },
	{ "uptime", show_uptime, NULL },
	{ "interrupts", show_interrupts, NULL },
	PROC_BOOT_FILE
	PROC_CONFIG_FILE
	{ NULL, NULL, NULL },
};
