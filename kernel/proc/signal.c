/*
 * Signals as far as they end processes: without handlers, each does what Linux does by default.
 */
#include "calls.h"
#include "process.h"

#include <abi/errno.h>
#include <abi/signal.h>

/* Default actions that are not termination, as sets of signals. */
#define BIT(signal) (1ull << ((signal)-1))
#define IGNORED (BIT(SIGCHLD) | BIT(SIGURG) | BIT(SIGWINCH) | BIT(SIGCONT))
#define STOPPING (BIT(SIGSTOP) | BIT(SIGTSTP) | BIT(SIGTTIN) | BIT(SIGTTOU))
#define SIGNAL_MAX 64

/* tree_lock is held. */
static void send(struct process *process, int signal)
{
	if (process->pid == PID_INIT || process->state == PROCESS_ZOMBIE)
		return;
	if (!process->signals.ending)
		process->signals.ending = signal;
	tasks_interrupt(process);
}

long sys_kill(kind_int pid, kind_signal signal)
{
	bool known = signal >= 0 && signal <= SIGNAL_MAX;
	uint64_t bit = known && signal > 0 ? BIT(signal) : 0;
	struct process *process;
	irq_key_t key;

	if (pid == 0 || pid == -1)
		return -EINVAL;
	key = spin_lock(&tree_lock);
	process = pid > 0 ? process_find(pid) : NULL;
	if (process && bit && !(bit & (IGNORED | STOPPING)))
		send(process, signal);
	spin_unlock(&tree_lock, key);
	if (!process)
		return -ESRCH;
	return !known || bit & STOPPING ? -EINVAL : 0;
}

/*
 * Does everybody between the process and a child of init wait for the next one? Background jobs are
 * not waited for, so there is no need for process groups. tree_lock is held.
 */
static bool is_foreground(const struct process *process)
{
	const struct process *parent;

	for (parent = process->parent; parent && parent->pid != PID_INIT; parent = parent->parent) {
		if (!process_waits_for(parent->waiting_for, process))
			return false;
		process = parent;
	}
	return parent != NULL;
}

static bool is_shell(const struct process *process)
{
	return process->parent && process->parent->pid == PID_INIT;
}

void process_interrupt(int signal)
{
	irq_key_t key = spin_lock(&tree_lock);
	struct process *process;
	unsigned int slot = 0;

	while ((process = process_next(&slot)))
		if (!is_shell(process) && is_foreground(process))
			send(process, signal);
	spin_unlock(&tree_lock, key);
}

void signal_deliver(struct process *process, struct trap_frame *frame)
{
	process_kill_self(process->signals.ending);
}

/* A write into a pipe that nobody reads ends the writer; init survives its signals. */
void signal_broken_pipe(void)
{
	if (process_current()->pid != PID_INIT)
		process_kill_self(SIGPIPE);
}
