/*
 * The texts of the files in /proc/PID, in Linux's format. A process that ends meanwhile leaves an
 * empty text or -ESRCH; its address space stays while it is looked at.
 */
#include "procfs_process.h"

#include "errors.h"
#include "process.h"
#include "procfs_fault.h"
#include "procfs_files.h"
#include "procfs_text.h"
#include "sys_time.h"

#include <abi/errno.h>
#include <arch/mmu.h>
#include <kernel/cpu.h>
#include <lib/string.h>
#include <mm/ucopy.h>

static char state_letter(const struct process *process)
{
	if (process->state == PROCESS_ZOMBIE)
		return 'Z';
	if (process_is_stopped(process))
		return 'T';
	switch (process->thread->state) {
	case THREAD_RUNNING:
	case THREAD_RUNNABLE:
		return 'R';
	default:
		return process->thread->interruptible ? 'S' : 'D';
	}
}

/* What `stat` and `status` show of the process, copied under the lock. */
struct snapshot {
	char name[PROCESS_NAME_SIZE];
	char state;
	int parent, group, session;
	unsigned int hart;
	uint64_t run_time, children_time, start_time;
	unsigned int umask;
};

static bool take_snapshot(int pid, struct snapshot *snapshot)
{
	irq_key_t key = spin_lock(&tree_lock);
	struct process *process = process_find(pid);

	if (process) {
		*snapshot = (struct snapshot){
			.state = state_letter(process),
			.parent = process->parent ? process->parent->pid : 0,
			.group = process_group(process),
			.session = process_session(process),
			.hart = process->thread->cpu->index,
			.run_time = process->thread->run_time,
			.children_time = process->children_time,
			.start_time = process->start_time,
			.umask = process->umask,
		};
		strlcpy(snapshot->name, process->name, sizeof(snapshot->name));
	}
	spin_unlock(&tree_lock, key);
	return process != NULL;
}

/* The address space of a process, held for the caller, and where its arguments are; or NULL. */
struct aspace *process_memory(int pid, struct process_arguments *arguments)
{
	irq_key_t key = spin_lock(&tree_lock);
	struct process *process = process_find(pid);
	struct aspace *aspace = process ? process->aspace : NULL;

	if (aspace) {
		aspace_get(aspace);
		*arguments = process->arguments;
	}
	spin_unlock(&tree_lock, key);
	return aspace;
}

/* Bytes of memory, by what they are for, and pages that are there. */
struct memory {
	uint64_t total, data, stack, code;
	size_t present;
};

/* All zero for a process that has ended. Returns whether it has not. */
static bool take_memory(int pid, struct memory *memory)
{
	struct process_arguments arguments;
	struct aspace *aspace = process_memory(pid, &arguments);
	const struct region *region;

	*memory = (struct memory){};
	if (!aspace)
		return false;
	mutex_lock(&aspace->lock);
	list_for_each(region, &aspace->regions, link) {
		uint64_t size = region->end - region->start;

		memory->total += size;
		if (region->kind == REGION_STACK)
			memory->stack += size;
		else if (region->rights & REGION_EXECUTE)
			memory->code += size;
		else if (region->rights & REGION_WRITE && !region_is_shared(region))
			memory->data += size;
	}
	memory->present = aspace->pages;
	mutex_unlock(&aspace->lock);
	aspace_put(aspace);
	return true;
}

/* The fields of Linux's proc(5) that mean something here; the others are 0. */
static ssize_t show_stat(int pid, char *buffer, size_t size)
{
	struct text text = { .buffer = buffer, .size = size };
	struct snapshot now;
	struct memory memory;

	if (!take_snapshot(pid, &now))
		return -ESRCH;
	take_memory(pid, &memory);
	text_add(&text, "%d (%s) %c %d %d %d 0 -1 0 0 0 0 0 ", pid, now.name, now.state,
		 now.parent, now.group, now.session);
	text_add(&text, "%lu 0 %lu 0 20 0 1 0 %lu ",
		 (unsigned long)time_in_hundredths(now.run_time),
		 (unsigned long)time_in_hundredths(now.children_time),
		 (unsigned long)time_in_hundredths(now.start_time));
	text_add(&text, "%lu %lu 0 0 0 0 0 0 0 0 0 0 0 0 17 %u 0 0 0 0 0\n",
		 (unsigned long)memory.total, (unsigned long)memory.present, now.hart);
	return (ssize_t)text.length;
}

static const char *state_word(char letter)
{
	switch (letter) {
	case 'R':
		return "running";
	case 'S':
		return "sleeping";
	case 'D':
		return "disk sleep";
	case 'T':
		return "stopped";
	default:
		return "zombie";
	}
}

static void add_kib(struct text *text, const char *name, uint64_t bytes)
{
	text_add(text, "%s:\t%8lu kB\n", name, (unsigned long)(bytes / 1024));
}

static ssize_t show_status(int pid, char *buffer, size_t size)
{
	struct text text = { .buffer = buffer, .size = size };
	struct snapshot now;
	struct memory memory;

	if (!take_snapshot(pid, &now))
		return -ESRCH;
	text_add(&text, "Name:\t%s\nUmask:\t%04o\n", now.name, now.umask);
	text_add(&text, "State:\t%c (%s)\n", now.state, state_word(now.state));
	text_add(&text, "Tgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\n", pid, pid, now.parent);
	text_add(&text, "TracerPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n");
	text_add(&text, "FDSize:\t%u\nGroups:\t\n", CONFIG_NOFILE);
	if (take_memory(pid, &memory)) {
		add_kib(&text, "VmSize", memory.total);
		add_kib(&text, "VmRSS", memory.present * PAGE_SIZE);
		add_kib(&text, "VmData", memory.data);
		add_kib(&text, "VmStk", memory.stack);
		add_kib(&text, "VmExe", memory.code);
	}
	text_add(&text, "Threads:\t1\n");
	return (ssize_t)text.length;
}

/* What the program has at the addresses where exec put its arguments, as far as it is there. */
static ssize_t show_cmdline(int pid, char *buffer, size_t size)
{
	struct process_arguments arguments;
	struct aspace *aspace = process_memory(pid, &arguments);
	size_t length;

	if (!aspace)
		return 0;
	length = aspace_peek(aspace, buffer, arguments.start,
			     MIN(arguments.end - arguments.start, size));
	aspace_put(aspace);
	return (ssize_t)length;
}

const struct proc_file proc_process_files[] = {
	{ "stat", show_stat, NULL },
	{ "status", show_status, NULL },
	{ "cmdline", show_cmdline, NULL },
	{ "maps", NULL, &proc_maps_ops },
	PROC_FAULT_FILE
	PROC_ERRORS_FILE
	{ NULL, NULL, NULL },
};
