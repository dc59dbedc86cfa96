/*
 * Signals of a process with several threads (THREADS). What is sent to the process is for whichever
 * of them does not block it: one is chosen and looks. If it does not take the signal after all,
 * because it blocks it by then or ends, it passes it on.
 */
#include "signal_private.h"

static bool is_blocked(const struct task *task, uint64_t bit)
{
	return (task->signals.blocked & bit) != 0;
}

void signal_rouse(struct process *process, struct task *task, uint64_t bit)
{
	if (bit == ABI_SIGMASK(SIGKILL)) {
		tasks_interrupt(process);
		return;
	}
	if (task) {
		if (!is_blocked(task, bit))
			thread_interrupt(task->thread);
		return;
	}
	list_for_each(task, &process->threads.tasks, link)
		if (!is_blocked(task, bit)) {
			thread_interrupt(task->thread);
			return;
		}
}

void signals_pass_on(struct process *process, uint64_t set)
{
	struct task *task;

	set &= process->signals.pending.set;
	if (!set)
		return;
	list_for_each(task, &process->threads.tasks, link)
		if (task != task_current() && set & ~task->signals.blocked)
			thread_interrupt(task->thread);
}

void signal_discard_threads(struct process *process, uint64_t set)
{
	struct task *task;

	list_for_each(task, &process->threads.tasks, link)
		signal_discard_from(process, &task->signals.pending, set);
}

/* Do all threads that are left sleep? Then the process has stopped. */
static void report_if_all_sleep(struct process *process)
{
	if (process->threads.count > 0 && process->threads.stopped == process->threads.count)
		signal_report_stop(process);
}

void signal_sleep_stopped(struct process *process, irq_key_t *key)
{
	process->threads.stopped++;
	report_if_all_sleep(process);
	while (process->signals.stopped)
		waitq_sleep_uninterruptible(&process->signals.resumed, &tree_lock, key);
	process->threads.stopped--;
}

void signal_stop_others(struct process *process)
{
	struct task *task;

	list_for_each(task, &process->threads.tasks, link)
		if (task != task_current())
			thread_interrupt(task->thread);
}

void signals_resume(struct process *process)
{
	process->signals.stopped = 0;
	waitq_wake_all(&process->signals.resumed);
}

void signals_leave(struct process *process)
{
	struct task *task = task_current();

	signal_discard_from(process, &task->signals.pending, UINT64_MAX);
	signals_pass_on(process, ~task->signals.blocked);
	if (process->signals.stopped)
		report_if_all_sleep(process);
}

void signals_thread(struct task *task)
{
	list_init(&task->signals.pending.queue);
	task->signals.blocked = own_signals()->blocked;
	if (process_current()->signals.stopped)
		thread_interrupt(task->thread);
}

void signals_move(struct task *to)
{
	struct pending_signals *from = &own_signals()->pending;

	to->signals = *own_signals();
	list_init(&to->signals.pending.queue);
	list_splice_tail(&to->signals.pending.queue, &from->queue);
}
