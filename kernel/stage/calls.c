/*
 * Stage 4: the first process is the program user/stage/calls.c; when it ends, so does the system.
 */
#include "../proc/linked.h"
#include "../proc/process.h"
#include "show.h"

#include <abi/errno.h>
#include <kernel/log.h>

extern const char linked_calls[];

static void show(void *unused)
{
	struct process *process;

	if (linked_create(linked_calls, "calls", &process) < 0)
		show_fail("no memory", -ENOMEM);
	boot_summary();
	thread_start(process->thread);
}

void show_start(void)
{
	show_in_thread(show);
}
