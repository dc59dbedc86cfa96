/*
 * The list of processes that ^P prints: for when nothing else answers, so it takes no lock that a
 * stuck process could hold but tree_lock.
 */
#include "init.h"
#include "process.h"

#include <kernel/log.h>

static const char *const state_names[] = {
	[THREAD_NEW] = "new",	      [THREAD_RUNNABLE] = "runnable",
	[THREAD_RUNNING] = "running", [THREAD_SLEEPING] = "sleeping",
	[THREAD_DEAD] = "dead",
};

static const char *state_of(const struct process *process)
{
	if (process->state == PROCESS_ZOMBIE)
		return "zombie";
	if (process_is_stopped(process))
		return "stopped";
	return state_names[process_thread(process)->state];
}

void process_list_print(void)
{
	irq_key_t key = spin_lock(&tree_lock);
	struct process *process;
	unsigned int slot = 0;

	while ((process = process_next(&slot)))
		kprintf("%5d %5d %8s %s\n", process->pid,
			process->parent ? process->parent->pid : 0,
			state_of(process), process->name);
	spin_unlock(&tree_lock, key);
}
