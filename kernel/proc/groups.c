/*
 * Process groups and sessions. They are numbers in their members and nothing else: a group exists
 * as long as a process, perhaps a zombie, has its number.
 *
 * A group is orphaned when none of its members has a parent outside of it in the same session:
 * nobody is left who would continue it, so keys of the terminal do not stop it, and what was
 * stopped when it became so is sent SIGHUP and SIGCONT.
 */
#include "signal_private.h"

bool group_exists(int id)
{
	struct process *process;
	unsigned int slot = 0;

	while ((process = process_next(&slot)))
		if (process->signals.group == id || process->signals.session == id)
			return true;
	return false;
}

/* Does its parent, which is not `leaving`, keep the member's group from being orphaned? */
static bool is_guarded(const struct process *member, const struct process *leaving)
{
	const struct process *parent = member->parent;

	return parent && parent != leaving && parent->pid != PID_INIT &&
	       parent->signals.group != member->signals.group &&
	       parent->signals.session == member->signals.session;
}

/* As if `leaving`, which may be NULL, had gone. */
static bool is_orphaned(int group, const struct process *leaving)
{
	struct process *process;
	unsigned int slot = 0;

	while ((process = process_next(&slot)))
		if (process->signals.group == group && process != leaving &&
		    process->state != PROCESS_ZOMBIE && is_guarded(process, leaving))
			return false;
	return true;
}

bool group_is_orphaned(int group)
{
	return is_orphaned(group, NULL);
}

static bool has_stopped(int group)
{
	struct process *process;
	unsigned int slot = 0;

	while ((process = process_next(&slot)))
		if (process->signals.group == group && process->signals.stopped)
			return true;
	return false;
}

/* `member` loses its guard by the end of `leaving`. */
static void leave_group(const struct process *member, const struct process *leaving)
{
	const struct signal_info hangup = signal_from_kernel(SIGHUP);
	const struct signal_info go_on = signal_from_kernel(SIGCONT);
	int group = member->signals.group;

	if (!has_stopped(group) || !is_orphaned(group, leaving))
		return;
	signal_send_group(group, &hangup);
	signal_send_group(group, &go_on);
}

void groups_exit(struct process *process)
{
	struct process *child;

	if (is_guarded(process, NULL))
		leave_group(process, process);
	list_for_each(child, &process->children, sibling)
		if (is_guarded(child, NULL))
			leave_group(child, process);
	job_control_exit(process);
}
