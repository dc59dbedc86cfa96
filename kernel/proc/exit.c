/*
 * The end of a process, and waiting for it.
 *
 * A zombie becomes visible to its parent and its thread leaves its stack under one hold of
 * tree_lock and sched_lock (thread_exit_unlock()), so that a parent that finds the zombie can free
 * everything at once.
 */
#include "calls.h"
#include "process.h"
#include "trace.h"

#include <abi/errno.h>
#include <abi/resource.h>
#include <abi/signal.h>
#include <abi/wait.h>
#include <arch/irq.h>
#include <kernel/log.h>
#include <kernel/power.h>
#include <kernel/time.h>
#include <lib/string.h>
#include <mm/ucopy.h>

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
	if (any_zombie)
		waitq_wake_all(&init->child_changes);
}

static __noreturn void init_ended(int status)
{
	kprintf("init ended with status %x: the system stops\n", (unsigned int)status);
	system_stop(status & 0x7f ? 128 + (status & 0x7f) : status >> 8);
}

void process_exit(int status)
{
	struct process *process = process_current();

	arch_irq_enable();
	if (process->pid == PID_INIT)
		init_ended(status);
	trace_exit(status);
	files_release(&process->files);
	drop_memory(process);
	arch_irq_disable();
	spin_acquire(&tree_lock);
	orphan_children(process);
	process->status = status;
	process->run_time = process->thread->run_time;
	process->state = PROCESS_ZOMBIE;
	if (process->parent)
		waitq_wake_all_here(&process->parent->child_changes);
	thread_exit_unlock(&tree_lock);
}

void process_kill_self(int signal)
{
	process_exit(STATUS_SIGNALED(signal));
}

long sys_exit(kind_int code)
{
	process_exit(STATUS_EXITED(code));
}

long sys_exit_group(kind_int code)
{
	process_exit(STATUS_EXITED(code));
}

/*
 * A zombie among the children that `pid` means, off the tree, or NULL; `*any` says whether there is
 * such a child at all. tree_lock is held.
 */
static struct process *take_zombie(struct process *parent, int pid, bool *any)
{
	struct process *child;

	*any = false;
	list_for_each(child, &parent->children, sibling) {
		if (!process_waits_for(pid, child))
			continue;
		*any = true;
		if (child->state == PROCESS_ZOMBIE) {
			list_remove(&child->sibling);
			parent->children_time += child->run_time + child->children_time;
			return child;
		}
	}
	return NULL;
}

static int wait_for(struct process *parent, int pid, bool hang, struct process **result)
{
	irq_key_t key = spin_lock(&tree_lock);
	int error = 0;
	bool any;

	parent->waiting_for = pid;
	for (;;) {
		*result = take_zombie(parent, pid, &any);
		if (*result)
			break;
		if (!any)
			error = -ECHILD;
		else if (hang)
			error = waitq_sleep(&parent->child_changes, &tree_lock, &key);
		if (error || !hang)
			break;
	}
	parent->waiting_for = 0;
	spin_unlock(&tree_lock, key);
	return error;
}

/* Give the user what wait4 reports. */
static int report(const struct process *child, uaddr_t status, uaddr_t usage)
{
	struct abi_rusage rusage;
	uint64_t us = time_to_ns(child->run_time) / 1000;

	if (status && copy_to_user(status, &child->status, sizeof(child->status)) < 0)
		return -EFAULT;
	if (!usage)
		return 0;
	memset(&rusage, 0, sizeof(rusage));
	rusage.ru_utime.tv_sec = (int64_t)(us / 1000000);
	rusage.ru_utime.tv_usec = (int64_t)(us % 1000000);
	return copy_to_user(usage, &rusage, sizeof(rusage));
}

long sys_wait4(kind_int pid, kind_pointer status, kind_hex options, kind_pointer usage)
{
	struct process *child;
	long result;
	int error;

	if (options & ~(WNOHANG | WUNTRACED | WCONTINUED | WNOTHREAD | WALL))
		return -EINVAL;
	if (pid < -1)
		return -ECHILD;
	error = wait_for(process_current(), pid ? pid : -1, !(options & WNOHANG), &child);
	if (error || !child)
		return error;
	result = report(child, status, usage);
	if (result == 0)
		result = child->pid;
	process_free(child);
	return result;
}
