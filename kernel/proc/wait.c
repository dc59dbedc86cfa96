/*
 * Waiting for children that end.
 */
#include "calls.h"
#include "process.h"

#include <abi/errno.h>
#include <abi/resource.h>
#include <abi/wait.h>
#include <kernel/time.h>
#include <lib/string.h>
#include <mm/ucopy.h>

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
