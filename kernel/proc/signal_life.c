/*
 * What becomes of a process's signals when it begins, forks, runs another program and ends.
 */
#include "signal_private.h"

#include <abi/errno.h>
#include <lib/string.h>
#include <mm/kmem.h>

#define ACTIONS_SIZE (ABI_NSIG * sizeof(struct abi_sigaction))

static struct kmem_cache action_cache; /* its first user makes it [tree_lock] */

void signals_init(struct process *process)
{
	list_init(&process->signals.pending.queue);
	if (thread_pending(&process->leader))
		list_init(&thread_pending(&process->leader)->queue);
	list_init(&process->signals.alarm);
	waitq_init(&process->signals.resumed);
}

struct abi_sigaction *signal_actions(struct process *process)
{
	struct process_signals *signals = &process->signals;

	if (action_cache.size == 0)
		kmem_cache_init(&action_cache, "sigaction", ACTIONS_SIZE);
	if (!signals->actions)
		signals->actions = kmem_alloc_zeroed(&action_cache);
	return signals->actions;
}

static int copy_actions(struct process *child, const struct process *parent)
{
	child->signals.ignored = parent->signals.ignored;
	if (!parent->signals.actions)
		return 0;
	if (!signal_actions(child))
		return -ENOMEM;
	memcpy(child->signals.actions, parent->signals.actions, ACTIONS_SIZE);
	child->signals.handled = parent->signals.handled;
	return 0;
}

/*
 * The child belongs to its parent's group from here on and gets what is sent to that. What was sent
 * before, the parent has to see to first: otherwise the child would have missed it.
 */
int signals_fork(struct process *child)
{
	struct process *parent = process_current();
	irq_key_t key = spin_lock(&tree_lock);
	int error = thread_interrupted() ? -EINTR : copy_actions(child, parent);

	if (!error) {
		child->signals.group = parent->signals.group;
		child->signals.session = parent->signals.session;
		child->leader.signals.blocked = own_signals()->blocked;
		child->leader.signals.stack = own_signals()->stack;
		child->leader.signals.stack_size = own_signals()->stack_size;
	}
	spin_unlock(&tree_lock, key);
	return error;
}

static void free_actions(struct process_signals *signals)
{
	if (signals->actions)
		kmem_free(&action_cache, signals->actions);
	signals->actions = NULL;
	signals->handled = 0;
}

/* What was ignored stays so; what was blocked and what is pending stay as well. */
void signals_exec(struct process *process)
{
	irq_key_t key = spin_lock(&tree_lock);

	free_actions(&process->signals);
	process->signals.executed = true;
	own_signals()->stack_size = 0;
	spin_unlock(&tree_lock, key);
}

void signals_free(struct process *process)
{
	irq_key_t key = spin_lock(&tree_lock);

	signal_discard(process, UINT64_MAX);
	free_actions(&process->signals);
	alarm_cancel(process);
	spin_unlock(&tree_lock, key);
}

static void tell_end(struct process *process)
{
	int signal = process->status & 0x7f;

	signal_tell_parent(process, signal ? CLD_KILLED : CLD_EXITED,
			   signal ? signal : process->status >> 8);
}

/* Let init collect a child whose parent does not care for it. */
static void hand_to_init(struct process *process, struct process *parent)
{
	struct process *init = process_find(PID_INIT);

	if (!init || init == parent)
		return;
	list_remove(&process->sibling);
	list_add_tail(&init->children, &process->sibling);
	process->parent = init;
	tell_end(process);
	waitq_wake_all(&parent->child_changes);
}

void signals_exit(struct process *process)
{
	struct process *parent = process->parent;

	groups_exit(process);
	alarm_cancel(process);
	signal_discard(process, UINT64_MAX);
	free_actions(&process->signals);
	if (!parent)
		return;
	tell_end(process);
	if (parent->signals.ignored & ABI_SIGMASK(SIGCHLD) ||
	    signal_action_flags(parent, SIGCHLD) & SA_NOCLDWAIT)
		hand_to_init(process, parent);
}

void signals_adopted(struct process *init)
{
	const struct signal_info info = signal_from_kernel(SIGCHLD);

	signal_send(init, &info);
}

bool process_is_stopped(const struct process *process)
{
	return process->signals.stopped != 0;
}

int process_group(const struct process *process)
{
	return process->signals.group;
}

int process_session(const struct process *process)
{
	return process->signals.session;
}
