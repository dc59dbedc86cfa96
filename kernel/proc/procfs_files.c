/*
 * The texts of the files in /proc, in Linux's format where it has such a file.
 */
#include "procfs_files.h"

#include "process.h"
#include "procfs_boot.h"
#include "sys_time.h"

#include <abi/errno.h>
#include <arch/thread.h>
#include <fs/fs.h>
#include <kernel/cpu.h>
#include <kernel/irq.h>
#include <kernel/time.h>
#include <lib/format.h>
#include <lib/string.h>
#include <mm/page.h>
#include <mm/pagetable.h>

/* A text that grows in a buffer and is cut at its end. */
struct text {
	char *buffer;
	size_t size;
	size_t length;
};

static void __format_printf(2, 3) add(struct text *text, const char *format, ...)
{
	size_t room = text->size - text->length;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = format_string_list(text->buffer + text->length, room, format, arguments);
	va_end(arguments);
	text->length += MIN((size_t)length, room ? room - 1 : 0);
}

static unsigned long page_kib(size_t pages)
{
	return pages * (PAGE_SIZE / 1024);
}

static ssize_t show_meminfo(int pid, char *buffer, size_t size)
{
	struct text text = { buffer, size, 0 };
	struct fs_counters counters;
	size_t free = page_count_free();

	fs_count_quickly(&counters);
	add(&text, "MemTotal:       %8lu kB\n", page_kib(page_count_total()));
	add(&text, "MemFree:        %8lu kB\n", page_kib(free));
	add(&text, "MemAvailable:   %8lu kB\n", page_kib(free));
	add(&text, "Buffers:        %8lu kB\n",
	    (unsigned long)counters.buffers * counters.block_size / 1024);
	add(&text, "Dirty:          %8lu kB\n",
	    (unsigned long)counters.buffers_dirty * counters.block_size / 1024);
	add(&text, "PageTables:     %8lu kB\n", page_kib(pt_table_count()));
	return (ssize_t)text.length;
}

static void add_hundredths(struct text *text, uint64_t counts, const char *end)
{
	uint64_t hundredths = time_in_hundredths(counts);

	add(text, "%lu.%02lu%s", (unsigned long)(hundredths / 100),
	    (unsigned long)(hundredths % 100), end);
}

static ssize_t show_uptime(int pid, char *buffer, size_t size)
{
	struct text text = { buffer, size, 0 };
	uint64_t idle = 0;

	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++)
		idle += cpus[i].idle_time;
	add_hundredths(&text, time_now(), " ");
	add_hundredths(&text, idle, "\n");
	return (ssize_t)text.length;
}

static ssize_t show_interrupts(int pid, char *buffer, size_t size)
{
	struct text text = { buffer, size, 0 };
	const char *name;

	for (unsigned int irq = 1; irq < IRQ_MAX; irq++) {
		uint64_t count = irq_count(irq, &name);

		if (name)
			add(&text, "%3u: %10lu  PLIC  %s\n", irq, (unsigned long)count, name);
	}
	return (ssize_t)text.length;
}

const struct proc_file proc_system_files[] = {
	{ "meminfo", show_meminfo },
	{ "uptime", show_uptime },
	{ "interrupts", show_interrupts },
	PROC_BOOT_FILE
	{ NULL, NULL },
};

static char state_letter(const struct process *process)
{
	if (process->state == PROCESS_ZOMBIE)
		return 'Z';
	switch (process->thread->state) {
	case THREAD_RUNNING:
	case THREAD_RUNNABLE:
		return 'R';
	default:
		return process->thread->interruptible ? 'S' : 'D';
	}
}

/* What `stat` shows, copied under the lock. */
struct snapshot {
	char name[PROCESS_NAME_SIZE];
	char state;
	int parent;
	unsigned int hart;
	uint64_t run_time, children_time, start_time;
	size_t pages;
};

static bool take_snapshot(int pid, struct snapshot *snapshot)
{
	irq_key_t key = spin_lock(&tree_lock);
	struct process *process = process_find(pid);

	if (process) {
		*snapshot = (struct snapshot){
			.state = state_letter(process),
			.parent = process->parent ? process->parent->pid : 0,
			.hart = process->thread->cpu->index,
			.run_time = process->thread->run_time,
			.children_time = process->children_time,
			.start_time = process->start_time,
			.pages = process->aspace ? process->aspace->pages : 0,
		};
		strlcpy(snapshot->name, process->name, sizeof(snapshot->name));
	}
	spin_unlock(&tree_lock, key);
	return process != NULL;
}

/* The fields of Linux's proc(5) that mean something here; the others are 0. */
static ssize_t show_stat(int pid, char *buffer, size_t size)
{
	struct text text = { buffer, size, 0 };
	struct snapshot now;

	if (!take_snapshot(pid, &now))
		return -ESRCH;
	add(&text, "%d (%s) %c %d %d 0 0 -1 0 0 0 0 0 ", pid, now.name, now.state, now.parent, pid);
	add(&text, "%lu 0 %lu 0 20 0 1 0 %lu ", (unsigned long)time_in_hundredths(now.run_time),
	    (unsigned long)time_in_hundredths(now.children_time),
	    (unsigned long)time_in_hundredths(now.start_time));
	add(&text, "%lu %lu 0 0 0 0 0 0 0 0 0 0 0 0 17 %u 0 0 0 0 0\n",
	    (unsigned long)(now.pages * PAGE_SIZE), (unsigned long)now.pages, now.hart);
	return (ssize_t)text.length;
}

const struct proc_file proc_process_files[] = {
	{ "stat", show_stat },
	{ NULL, NULL },
};
