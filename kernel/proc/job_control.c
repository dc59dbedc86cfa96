/*
 * The terminal: one session controls it, one of that session's groups is in the foreground.
 *
 * The keys send their signals to the foreground group. Another group that reads from the terminal
 * or changes it is stopped by SIGTTIN or SIGTTOU, unless it does not want to be: then reading is an
 * error and changing is allowed, as on Linux.
 */
#include "signal_private.h"

#include <abi/errno.h>
#include <abi/ioctl.h>
#include <kernel/job_control.h>
#include <mm/ucopy.h>

static int terminal_session; /* 0: none [tree_lock] */
static int foreground;	     /* 0: none [tree_lock] */

void process_interrupt(int signal)
{
	const struct signal_info info = signal_from_kernel(signal);
	irq_key_t key = spin_lock(&tree_lock);

	if (foreground)
		signal_send_group(foreground, &info);
	spin_unlock(&tree_lock, key);
}

/* Is the process in the terminal's session, but in the background? tree_lock is held. */
static bool is_background(const struct process *process)
{
	return terminal_session && process->signals.session == terminal_session &&
	       process->signals.group != foreground;
}

/*
 * A process of the background wants what stops it; `spared` is for one that will not stop. The call
 * is to be made again when it goes on, also where another of its threads takes the signal.
 */
static int check(int signal, int spared)
{
	const struct signal_info info = signal_from_kernel(signal);
	struct process *process = process_current();
	irq_key_t key = spin_lock(&tree_lock);
	int error = 0;

	if (is_background(process)) {
		uint64_t unwanted = own_signals()->blocked | process->signals.ignored;

		if (unwanted & ABI_SIGMASK(signal)) {
			error = spared;
		} else if (group_is_orphaned(process->signals.group)) {
			error = -EIO;
		} else {
			signal_send_group(process->signals.group, &info);
			thread_interrupt(thread_current());
			error = -EINTR;
		}
	}
	spin_unlock(&tree_lock, key);
	return error;
}

int job_control_read(void)
{
	return check(SIGTTIN, -EIO);
}

int job_control_change(void)
{
	return check(SIGTTOU, 0);
}

/* The leader of a session takes the terminal, if nobody has it. */
static int take_terminal(struct process *process)
{
	struct process_signals *signals = &process->signals;
	irq_key_t key = spin_lock(&tree_lock);
	int error = 0;

	if (signals->session != process->pid) {
		error = -EPERM;
	} else if (terminal_session != process->pid) {
		if (terminal_session)
			error = -EPERM;
		else
			foreground = signals->group;
		if (!error)
			terminal_session = process->pid;
	}
	spin_unlock(&tree_lock, key);
	return error;
}

/* The session lets go of the terminal; its foreground hears of it. tree_lock is held. */
static void give_up_terminal(void)
{
	const struct signal_info hangup = signal_from_kernel(SIGHUP);
	const struct signal_info go_on = signal_from_kernel(SIGCONT);

	if (foreground) {
		signal_send_group(foreground, &hangup);
		signal_send_group(foreground, &go_on);
	}
	terminal_session = 0;
	foreground = 0;
}

static bool has_terminal(const struct process *process)
{
	return terminal_session && process->signals.session == terminal_session;
}

/* Only the leader takes it from its whole session; for others nothing changes. */
static int leave_terminal(struct process *process)
{
	irq_key_t key = spin_lock(&tree_lock);
	int error = has_terminal(process) ? 0 : -ENOTTY;

	if (!error && process->signals.session == process->pid)
		give_up_terminal();
	spin_unlock(&tree_lock, key);
	return error;
}

void job_control_exit(struct process *process)
{
	if (has_terminal(process) && process->signals.session == process->pid)
		give_up_terminal();
}

/* The foreground group, or the session, of the terminal that controls the caller. */
static int tell(struct process *process, const int *what, uaddr_t to)
{
	irq_key_t key = spin_lock(&tree_lock);
	int error = has_terminal(process) ? 0 : -ENOTTY;
	int value = *what;

	spin_unlock(&tree_lock, key);
	return error ? error : copy_to_user(to, &value, sizeof(value));
}

/* Is there a member of the group in the session? Returns 0, -ESRCH or -EPERM. tree_lock is held. */
static int group_in_session(int group, int session)
{
	struct process *member;
	unsigned int slot = 0;
	int error = -ESRCH;

	while ((member = process_next(&slot))) {
		if (member->signals.group != group)
			continue;
		if (member->signals.session == session)
			return 0;
		error = -EPERM;
	}
	return error;
}

static int set_foreground(struct process *process, uaddr_t from)
{
	int group, error = job_control_change();
	irq_key_t key;

	if (error == -EIO || error == -EINTR)
		return error;
	if (copy_from_user(&group, from, sizeof(group)) < 0)
		return -EFAULT;
	if (group < 0)
		return -EINVAL;
	key = spin_lock(&tree_lock);
	error = has_terminal(process) ? group_in_session(group, terminal_session) : -ENOTTY;
	if (!error)
		foreground = group;
	spin_unlock(&tree_lock, key);
	return error;
}

int job_control_ioctl(unsigned int command, uaddr_t argument)
{
	struct process *process = process_current();

	switch (command) {
	case TIOCSCTTY:
		return take_terminal(process);
	case TIOCNOTTY:
		return leave_terminal(process);
	case TIOCGPGRP:
		return tell(process, &foreground, argument);
	case TIOCGSID:
		return tell(process, &terminal_session, argument);
	case TIOCSPGRP:
		return set_foreground(process, argument);
	default:
		return -ENOTTY;
	}
}
