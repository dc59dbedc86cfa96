/*
 * The end of a process.
 *
 * A zombie becomes visible to its parent and its thread leaves its stack under one hold of
 * tree_lock and sched_lock (thread_exit_unlock()), so that a parent that finds the zombie can free
 * everything at once.
 */
#include "calls.h"
#include "errors.h"
#include "process.h"
#include "trace.h"

#include <arch/irq.h>
#include <kernel/log.h>
#include <kernel/power.h>

static void drop_memory(struct process *process)
{
	struct aspace *aspace = process_set_aspace(process, NULL);

	aspace_activate(NULL);
	if (aspace)
		aspace_destroy(aspace);
}

/* Children go to init, which hears of those that have ended already. tree_lock is held. */
static void orphan_children(struct process *process)
{
	struct process *init = process_find(PID_INIT);
	struct process *child;
	bool any_zombie = false;

	if (!init)
		return;
	list_for_each(child, &process->children, sibling) {
		child->parent = init;
		any_zombie |= child->state == PROCESS_ZOMBIE;
	}
	list_splice_tail(&init->children, &process->children);
	if (!any_zombie)
		return;
	signals_adopted(init);
	waitq_wake_all(&init->child_changes);
}

static __noreturn void init_ended(int status)
{
	int signal = status & 0x7f, code = signal ? 128 + signal : status >> 8;

	kprintf("init ended with status %d: the system stops\n", code);
	system_stop(code);
}

/* The last thread of the process ends. */
static __noreturn void finish(struct process *process, int status)
{
	trace_exit(process);
	errors_exit();
	files_release(&process->files);
	drop_memory(process);
	arch_irq_disable();
	spin_acquire(&tree_lock);
	process->status = status;
	process->run_time = process_run_time(process);
	process->state = PROCESS_ZOMBIE;
	signals_exit(process);
	orphan_children(process);
	if (process->parent)
		waitq_wake_all_here(&process->parent->child_changes);
	task_exit_unlock(process);
}

void process_exit(int status)
{
	struct process *process = process_current();

	arch_irq_enable();
	if (process->pid == PID_INIT)
		init_ended(status);
	finish(process, task_leave(status, true));
}

void process_exit_thread(int status)
{
	struct process *process = process_current();

	if (process_thread_count(process) == 1)
		process_exit(status);
	arch_irq_enable();
	status = task_leave(status, false);
	if (process->pid == PID_INIT)
		init_ended(status);
	finish(process, status);
}

void process_kill_self(int signal)
{
	process_exit(STATUS_SIGNALED(signal));
}

long sys_exit(kind_int code)
{
	process_exit_thread(STATUS_EXITED(code));
}

long sys_exit_group(kind_int code)
{
	process_exit(STATUS_EXITED(code));
}
