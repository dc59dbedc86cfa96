/*
 * The calls on actions, masks and pending signals, and those that wait for signals.
 */
#include "calls.h"
#include "signal_private.h"
#include "sys_time.h"

#include <abi/errno.h>
#include <kernel/time.h>
#include <mm/ucopy.h>

static void read_action(const struct process *process, int signal, struct abi_sigaction *action)
{
	const struct process_signals *signals = &process->signals;

	*action = (struct abi_sigaction){ .sa_handler = ABI_SIG_DFL };
	if (signals->actions)
		*action = signals->actions[signal - 1];
	if (signals->ignored & ABI_SIGMASK(signal))
		action->sa_handler = ABI_SIG_IGN;
}

/* What is pending and would now do nothing is forgotten. tree_lock is held. */
static int write_action(struct process *process, int signal, const struct abi_sigaction *action)
{
	struct process_signals *signals = &process->signals;
	struct abi_sigaction *actions = signal_actions(process);
	uint64_t bit = ABI_SIGMASK(signal);

	if (!actions)
		return -ENOMEM;
	actions[signal - 1] = (struct abi_sigaction){
		.sa_handler = action->sa_handler,
		.sa_flags = action->sa_flags & ABI_SA_KNOWN,
		.sa_mask = action->sa_mask & ~SIGNALS_UNBLOCKABLE,
	};
	signals->ignored &= ~bit;
	signals->handled &= ~bit;
	if (action->sa_handler == ABI_SIG_IGN)
		signals->ignored |= bit;
	else if (action->sa_handler != ABI_SIG_DFL)
		signals->handled |= bit;
	if (!(signals->handled & bit) && bit & (signals->ignored | SIGNALS_QUIET))
		signal_discard(process, bit);
	return 0;
}

long sys_rt_sigaction(kind_signal signal, kind_pointer new_action, kind_pointer old_action,
		      kind_size size)
{
	struct process *process = process_current();
	struct abi_sigaction wanted, old;
	int error = 0;
	irq_key_t key;

	if (size != sizeof(uint64_t))
		return -EINVAL;
	if (new_action && copy_from_user(&wanted, new_action, sizeof(wanted)) < 0)
		return -EFAULT;
	if (!signal_is_valid(signal) || (new_action && ABI_SIGMASK(signal) & SIGNALS_UNBLOCKABLE))
		return -EINVAL;
	key = spin_lock(&tree_lock);
	read_action(process, signal, &old);
	if (new_action)
		error = write_action(process, signal, &wanted);
	spin_unlock(&tree_lock, key);
	if (!error && old_action)
		error = copy_to_user(old_action, &old, sizeof(old));
	return error;
}

static int change_blocked(int how, uint64_t set)
{
	uint64_t blocked = own_signals()->blocked;
	irq_key_t key;

	if (how == SIG_BLOCK)
		set |= blocked;
	else if (how == SIG_UNBLOCK)
		set = blocked & ~set;
	else if (how != SIG_SETMASK)
		return -EINVAL;
	key = spin_lock(&tree_lock);
	signal_block(set);
	spin_unlock(&tree_lock, key);
	return 0;
}

long sys_rt_sigprocmask(kind_int how, kind_pointer new_set, kind_pointer old_set, kind_size size)
{
	uint64_t old = own_signals()->blocked;
	uint64_t set;
	int error = 0;

	if (size != sizeof(set))
		return -EINVAL;
	if (new_set) {
		if (copy_from_user(&set, new_set, sizeof(set)) < 0)
			return -EFAULT;
		error = change_blocked(how, set);
	}
	if (!error && old_set)
		error = copy_to_user(old_set, &old, sizeof(old));
	return error;
}

long sys_rt_sigpending(kind_pointer to, kind_size size)
{
	uint64_t set = signal_pending() & own_signals()->blocked;

	if (size > sizeof(set))
		return -EINVAL;
	return copy_to_user(to, &set, size);
}

/* The old set comes back with the handler's frame, or when there was none (signal_deliver.c). */
long sys_rt_sigsuspend(kind_pointer from, kind_size size)
{
	struct thread_signals *signals = own_signals();
	uint64_t set;
	irq_key_t key;

	if (size != sizeof(set))
		return -EINVAL;
	if (copy_from_user(&set, from, sizeof(set)) < 0)
		return -EFAULT;
	key = spin_lock(&tree_lock);
	signals->saved = signals->blocked;
	signals->restore = true;
	signal_block(set);
	spin_unlock(&tree_lock, key);
	return thread_sleep_until(UINT64_MAX);
}

/* Take one of `set`, which is blocked, sleeping until `deadline` for one to come. */
static int take_or_wait(uint64_t set, uint64_t deadline, struct signal_info *info)
{
	struct thread_signals *signals = own_signals();
	struct waitq nobody = WAITQ_INIT(nobody);
	irq_key_t key = spin_lock(&tree_lock);
	int signal = signal_take(set, info);
	int error = -EAGAIN;

	if (!signal && deadline > time_now()) {
		signals->waited = signals->blocked & set;
		signals->blocked &= ~set;
		error = waitq_sleep_until(&nobody, &tree_lock, &key, deadline);
		signals->blocked |= signals->waited;
		signals->waited = 0;
		signal = signal_take(set, info);
		signals_pass_on(process_current(), set);
	}
	spin_unlock(&tree_lock, key);
	if (signal)
		return signal;
	return error == -EINTR ? -EINTR : -EAGAIN;
}

long sys_rt_sigtimedwait(kind_pointer from, kind_pointer info_to, kind_pointer timeout,
			 kind_size size)
{
	uint64_t set, deadline = UINT64_MAX, counts;
	struct signal_info info;
	long result;

	if (size != sizeof(set))
		return -EINVAL;
	if (copy_from_user(&set, from, sizeof(set)) < 0)
		return -EFAULT;
	if (timeout) {
		result = timespec_from_user(timeout, &counts);
		if (result)
			return result;
		deadline = time_now() + counts;
	}
	result = take_or_wait(set & ~SIGNALS_UNBLOCKABLE, deadline, &info);
	if (result > 0 && info_to && signal_copy_info(info_to, &info) < 0)
		return -EFAULT;
	return result;
}

void signal_keep_sleep(uint64_t deadline, uaddr_t remaining)
{
	struct thread_signals *signals = own_signals();

	signals->sleep_deadline = deadline;
	signals->sleep_remaining = remaining;
}

uint64_t signal_kept_deadline(void)
{
	uint64_t deadline = own_signals()->sleep_deadline;

	own_signals()->sleep_deadline = 0;
	return deadline;
}

/* Go on with a sleep that was interrupted without a handler (signal_deliver.c). */
long sys_restart_syscall(void)
{
	uint64_t deadline = signal_kept_deadline();

	return deadline ? sleep_until(deadline, own_signals()->sleep_remaining) : -EINTR;
}
