/*
 * Stage 7: the root file system is mounted, and the first process is the program
 * user/stage/files.c; when it ends, so does the system.
 */
#include "../proc/linked.h"
#include "../proc/process.h"
#include "show.h"

#include <abi/errno.h>
#include <kernel/thread.h>

extern const char linked_files[];

static void show(void *unused)
{
	struct process *process;

	show_mount();
	if (linked_create(linked_files, "files", &process) < 0)
		show_fail("no memory", -ENOMEM);
	files_start(&process->files);
	boot_summary();
	thread_start(process->thread);
}

void show_start(void)
{
	show_in_thread(show);
}
