/*
 * Sending signals by call.
 */
#include "calls.h"
#include "signal_private.h"

#include <abi/errno.h>
#include <limits.h>
#include <mm/ucopy.h>

/* Signal 0 only asks. `task` NULL: to the process. tree_lock is held. */
static int send_to(struct process *process, struct task *task, const struct signal_info *info)
{
	if (!process)
		return -ESRCH;
	if (info->signal < 0 || info->signal > ABI_NSIG)
		return -EINVAL;
	if (!info->signal)
		return 0;
	return task ? signal_send_thread(process, task, info) : signal_send(process, info);
}

static int send(struct process *process, const struct signal_info *info)
{
	return send_to(process, NULL, info);
}

/* Is the process one that kill(pid), pid below 1, means? */
static bool is_meant(const struct process *process, int pid)
{
	const struct process *self = process_current();

	if (pid == -1)
		return process->pid != PID_INIT && process != self;
	return process->signals.group == (pid ? -pid : self->signals.group);
}

static int send_to_many(int pid, const struct signal_info *info)
{
	struct process *process;
	unsigned int slot = 0;
	int error = -ESRCH;

	if (pid == INT_MIN)
		return -ESRCH;
	while ((process = process_next(&slot)))
		if (is_meant(process, pid))
			error = send(process, info);
	return error;
}

long sys_kill(kind_int pid, kind_signal signal)
{
	const struct signal_info info = signal_from_current(signal, SI_USER);
	irq_key_t key = spin_lock(&tree_lock);
	int error;

	error = pid > 0 ? send(process_find(pid), &info) : send_to_many(pid, &info);
	spin_unlock(&tree_lock, key);
	return error;
}

static int send_to_process(int pid, const struct signal_info *info)
{
	irq_key_t key = spin_lock(&tree_lock);
	int error = send(process_find(pid), info);

	spin_unlock(&tree_lock, key);
	return error;
}

/*
 * To the thread with that number, of the process with that pid; 0: of any. A first thread that has
 * ended before others stands for its process.
 */
static int send_to_thread(int pid, int tid, const struct signal_info *info)
{
	irq_key_t key = spin_lock(&tree_lock);
	struct task *task = IS_ENABLED(CONFIG_THREADS) ? task_find(tid) : NULL;
	struct process *process = task ? task_process(task) : process_find(tid);
	int error = -ESRCH;

	if (process && (pid == 0 || pid == process->pid))
		error = send_to(process, task, info);
	spin_unlock(&tree_lock, key);
	return error;
}

long sys_tkill(kind_int tid, kind_signal signal)
{
	const struct signal_info info = signal_from_current(signal, SI_TKILL);

	return tid > 0 ? send_to_thread(0, tid, &info) : -EINVAL;
}

long sys_tgkill(kind_int pid, kind_int tid, kind_signal signal)
{
	const struct signal_info info = signal_from_current(signal, SI_TKILL);

	return pid > 0 && tid > 0 ? send_to_thread(pid, tid, &info) : -EINVAL;
}

/* With siginfo of the sender's own making, which cannot say that it comes from the kernel. */
long sys_rt_sigqueueinfo(kind_int pid, kind_signal signal, kind_pointer from)
{
	struct signal_info info;

	if (copy_from_user(&info, from, sizeof(info)) < 0)
		return -EFAULT;
	info.signal = signal;
	if ((info.code >= 0 || info.code == SI_TKILL) && pid != process_current()->pid)
		return -EPERM;
	return send_to_process(pid, &info);
}
