/*
 * Waiting for children that end, stop or go on.
 */
#include "calls.h"
#include "signal_private.h"

#include <abi/errno.h>
#include <abi/resource.h>
#include <abi/wait.h>
#include <kernel/time.h>
#include <lib/string.h>
#include <limits.h>
#include <mm/ucopy.h>

/* What wait4 reports, copied under the lock: a child that goes on living may change any time. */
struct report {
	int pid;
	int status;
	uint64_t run_time;
	struct process *zombie; /* off the tree: to be freed; NULL when it lives */
};

/* `pid` is an argument of wait4: a child, any (-1), a group (negative), the caller's own (0). */
static bool is_meant(const struct process *parent, int pid, const struct process *child)
{
	if (pid == 0)
		return child->signals.group == parent->signals.group;
	return pid < -1 ? child->signals.group == -pid : process_waits_for(pid, child);
}

/* Has the child stopped or gone on, and is nobody told yet? */
static bool take_change(struct process_signals *child, long options, int *status)
{
	if (child->stop_unreported && child->stopped && options & WUNTRACED) {
		child->stop_unreported = false;
		*status = W_STOPCODE(child->stopped);
		return true;
	}
	if (child->continue_unreported && options & WCONTINUED) {
		child->continue_unreported = false;
		*status = W_CONTINUED;
		return true;
	}
	return false;
}

/* Is there something to report of the child? Then it is reported, and a zombie taken off. */
static bool take_report(struct process *parent, struct process *child, long options,
			struct report *report)
{
	*report = (struct report){
		.pid = child->pid,
		.status = child->status,
		.run_time = child->run_time,
	};
	if (child->state != PROCESS_ZOMBIE)
		return take_change(&child->signals, options, &report->status);
	report->zombie = child;
	list_remove(&child->sibling);
	parent->children_time += child->run_time + child->children_time;
	return true;
}

/* Look at all children that are meant: 1 with a report, 0, or -ECHILD. tree_lock is held. */
static int look(struct process *parent, int pid, long options, struct report *report)
{
	struct process *child;
	int result = -ECHILD;

	list_for_each(child, &parent->children, sibling) {
		if (!is_meant(parent, pid, child))
			continue;
		if (take_report(parent, child, options, report))
			return 1;
		result = 0;
	}
	return result;
}

/* A child that ends interrupts the wait by SIGCHLD as well: one last look comes first. */
static int wait_for(struct process *parent, int pid, long options, struct report *report)
{
	irq_key_t key = spin_lock(&tree_lock);
	int error = 0, result;

	while ((result = look(parent, pid, options, report)) == 0 && !(options & WNOHANG) && !error)
		error = waitq_sleep(&parent->child_changes, &tree_lock, &key);
	spin_unlock(&tree_lock, key);
	return result ? result : error;
}

static int copy_usage(uaddr_t to, uint64_t run_time)
{
	uint64_t us = time_to_ns(run_time) / 1000;
	struct abi_rusage rusage;

	memset(&rusage, 0, sizeof(rusage));
	rusage.ru_utime.tv_sec = (int64_t)(us / 1000000);
	rusage.ru_utime.tv_usec = (int64_t)(us % 1000000);
	return copy_to_user(to, &rusage, sizeof(rusage));
}

long sys_wait4(kind_int pid, kind_pointer status, kind_hex options, kind_pointer usage)
{
	struct report report;
	int error;

	if (options & ~(WNOHANG | WUNTRACED | WCONTINUED | WNOTHREAD | WALL))
		return -EINVAL;
	if (pid == INT_MIN)
		return -ESRCH;
	error = wait_for(process_current(), pid, options, &report);
	if (error <= 0)
		return error;
	error = status ? copy_to_user(status, &report.status, sizeof(report.status)) : 0;
	if (!error && usage)
		error = copy_usage(usage, report.run_time);
	if (report.zombie)
		process_free(report.zombie);
	return error ? error : report.pid;
}
