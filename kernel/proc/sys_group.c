/*
 * The calls on process groups and sessions.
 */
#include "calls.h"
#include "signal_private.h"

#include <abi/errno.h>

/* Whom setpgid may move: the caller, or a child that still runs its parent's program. */
static int check_movable(const struct process *self, const struct process *process)
{
	if (!process || (process != self && process->parent != self))
		return -ESRCH;
	if (process->signals.session != self->signals.session)
		return -EPERM;
	if (process != self && process->signals.executed)
		return -EACCES;
	return process->signals.session == process->pid ? -EPERM : 0;
}

static bool group_is_in_session(int group, int session)
{
	struct process *process;
	unsigned int slot = 0;

	while ((process = process_next(&slot)))
		if (process->signals.group == group && process->signals.session == session)
			return true;
	return false;
}

long sys_setpgid(kind_int pid, kind_int group)
{
	struct process *self = process_current(), *process;
	irq_key_t key;
	int error;

	if (group < 0)
		return -EINVAL;
	key = spin_lock(&tree_lock);
	process = pid ? process_find(pid) : self;
	error = check_movable(self, process);
	if (!error) {
		if (group == 0)
			group = process->pid;
		if (group != process->pid && !group_is_in_session(group, self->signals.session))
			error = -EPERM;
		else
			process->signals.group = group;
	}
	spin_unlock(&tree_lock, key);
	return error;
}

/* tree_lock is held. */
static struct process *find_or_self(int pid)
{
	return pid ? process_find(pid) : process_current();
}

long sys_getpgid(kind_int pid)
{
	irq_key_t key = spin_lock(&tree_lock);
	const struct process *process = find_or_self(pid);
	int group = process ? process->signals.group : -ESRCH;

	spin_unlock(&tree_lock, key);
	return group;
}

long sys_getsid(kind_int pid)
{
	irq_key_t key = spin_lock(&tree_lock);
	const struct process *process = find_or_self(pid);
	int session = process ? process->signals.session : -ESRCH;

	spin_unlock(&tree_lock, key);
	return session;
}

long sys_setsid(void)
{
	struct process *self = process_current();
	irq_key_t key = spin_lock(&tree_lock);
	int result = self->pid;

	if (group_exists(self->pid))
		result = -EPERM;
	else
		self->signals.group = self->signals.session = self->pid;
	spin_unlock(&tree_lock, key);
	return result;
}
