/*
 * Sending signals, and what is pending.
 *
 * A signal that is sent becomes a bit in `pending` and, if memory allows, a record that tells who
 * sent it and why; a second one of the same number is only remembered from SIGRTMIN on. If it is
 * not blocked the process is interrupted, so that it soon comes by signal_deliver().
 *
 * A stop takes away a pending SIGCONT, and SIGCONT pending stops; it continues a stopped process
 * at once, whatever becomes of the signal itself.
 */
#include "signal_private.h"
#include "sys_time.h"

#include <abi/errno.h>
#include <lib/compiler.h>
#include <mm/kmem.h>

#define RECORDS_MAX 256 /* of one process */

/* These belong to an instruction, which would only be tried again if another came first. */
#define SYNCHRONOUS                                                                                \
	(ABI_SIGMASK(SIGSEGV) | ABI_SIGMASK(SIGBUS) | ABI_SIGMASK(SIGILL) | ABI_SIGMASK(SIGTRAP) | \
	 ABI_SIGMASK(SIGFPE) | ABI_SIGMASK(SIGSYS))

struct signal_record {
	struct list link;
	struct signal_info info;
};

static struct kmem_cache record_cache; /* its first user makes it [tree_lock] */

static struct signal_record *record_alloc(struct process_signals *signals)
{
	struct signal_record *record;

	if (signals->queued >= RECORDS_MAX)
		return NULL;
	if (record_cache.size == 0)
		kmem_cache_init(&record_cache, "signal", sizeof(struct signal_record));
	record = kmem_alloc(&record_cache);
	if (record)
		signals->queued++;
	return record;
}

static void record_free(struct process_signals *signals, struct signal_record *record)
{
	list_remove(&record->link);
	signals->queued--;
	kmem_free(&record_cache, record);
}

static int make_pending(struct process_signals *signals, struct pending_signals *pending,
			const struct signal_info *info)
{
	uint64_t bit = ABI_SIGMASK(info->signal);
	struct signal_record *record;

	if (pending->set & bit && info->signal < SIGRTMIN)
		return 0;
	record = record_alloc(signals);
	if (!record && info->signal >= SIGRTMIN && info->code == SI_QUEUE)
		return -EAGAIN;
	pending->set |= bit;
	if (record) {
		record->info = *info;
		list_add_tail(&pending->queue, &record->link);
	}
	return 0;
}

void signal_discard_from(struct process *process, struct pending_signals *pending, uint64_t set)
{
	struct signal_record *record, *next;

	if (!(pending->set & set))
		return;
	pending->set &= ~set;
	list_for_each_safe(record, next, &pending->queue, link)
		if (ABI_SIGMASK(record->info.signal) & set)
			record_free(&process->signals, record);
}

void signal_discard(struct process *process, uint64_t set)
{
	signal_discard_from(process, &process->signals.pending, set);
	signal_discard_threads(process, set);
}

static int most_urgent(uint64_t set)
{
	if (set & ABI_SIGMASK(SIGKILL))
		return SIGKILL;
	if (set & SYNCHRONOUS)
		set &= SYNCHRONOUS;
	return set ? __builtin_ctzll(set) + 1 : 0;
}

/* Move what is known of the signal to `info`. Returns whether more of it are queued. */
static bool take_record(struct process_signals *signals, struct pending_signals *pending,
			int signal, struct signal_info *info)
{
	struct signal_record *record, *next;
	bool found = false;

	*info = (struct signal_info){ .signal = signal };
	list_for_each_safe(record, next, &pending->queue, link) {
		if (record->info.signal != signal)
			continue;
		if (found)
			return true;
		found = true;
		*info = record->info;
		record_free(signals, record);
	}
	return false;
}

static int take_from(struct pending_signals *pending, uint64_t set, struct signal_info *info)
{
	int signal = most_urgent(pending->set & set);

	if (signal && !take_record(&process_current()->signals, pending, signal, info))
		pending->set &= ~ABI_SIGMASK(signal);
	return signal;
}

int signal_take(uint64_t set, struct signal_info *info)
{
	struct pending_signals *own = thread_pending(task_current());
	int signal = own ? take_from(own, set, info) : 0;

	if (signal)
		return signal;
	signal = take_from(&process_current()->signals.pending, set, info);
	if (signal == SIGALRM)
		alarm_taken(process_current());
	return signal;
}

uint64_t signal_pending(void)
{
	const struct pending_signals *own = thread_pending(task_current());

	return process_current()->signals.pending.set | (own ? own->set : 0);
}

/* A blocked signal is kept, as its action may be another by the time it is let through. */
static bool is_ignored(const struct process *process, const struct task *task, int signal)
{
	const struct process_signals *signals = &process->signals;
	uint64_t bit = ABI_SIGMASK(signal);

	if ((task->signals.blocked | task->signals.waited) & bit)
		return false;
	if ((signals->ignored | signals->handled) & bit)
		return (signals->ignored & bit) != 0;
	return bit & SIGNALS_QUIET || process->pid == PID_INIT;
}

static void resume(struct process *process)
{
	process->signals.stopped = 0;
	waitq_wake_all(&process->signals.resumed);
}

static void stop_or_continue(struct process *process, int signal)
{
	struct process_signals *signals = &process->signals;

	if (ABI_SIGMASK(signal) & SIGNALS_STOPPING)
		signal_discard(process, ABI_SIGMASK(SIGCONT));
	if (signal == SIGKILL)
		resume(process);
	if (signal != SIGCONT)
		return;
	signal_discard(process, SIGNALS_STOPPING);
	if (!signals->stopped)
		return;
	signals->stop_unreported = false;
	signals->continue_unreported = true;
	resume(process);
	signal_tell_parent(process, CLD_CONTINUED, SIGCONT);
}

/* `task` NULL: to the process; as on Linux, what its first thread blocks is not ignored. */
static int send(struct process *process, struct task *task, const struct signal_info *info)
{
	struct pending_signals *pending = task ? thread_pending(task) : NULL;
	int error;

	if (process->state == PROCESS_ZOMBIE)
		return 0;
	stop_or_continue(process, info->signal);
	if (is_ignored(process, task ? task : &process->leader, info->signal))
		return 0;
	error = make_pending(&process->signals, pending ? pending : &process->signals.pending,
			     info);
	if (!error)
		signal_rouse(process, task, ABI_SIGMASK(info->signal));
	return error;
}

int signal_send(struct process *process, const struct signal_info *info)
{
	return send(process, NULL, info);
}

int signal_send_thread(struct process *process, struct task *task, const struct signal_info *info)
{
	return send(process, task, info);
}

int signal_send_self(const struct signal_info *info)
{
	return send(process_current(), task_current(), info);
}

unsigned int signal_send_group(int group, const struct signal_info *info)
{
	struct process *process;
	unsigned int slot = 0, count = 0;

	while ((process = process_next(&slot))) {
		if (process->signals.group != group)
			continue;
		signal_send(process, info);
		count++;
	}
	return count;
}

void signal_block(uint64_t set)
{
	struct thread_signals *signals = own_signals();
	uint64_t newly = set & ~signals->blocked;

	signals->blocked = set & ~SIGNALS_UNBLOCKABLE;
	if (signal_pending() & ~signals->blocked)
		thread_interrupt(thread_current());
	signals_pass_on(process_current(), newly);
}

uint64_t signal_action_flags(const struct process *process, int signal)
{
	const struct abi_sigaction *actions = process->signals.actions;

	return actions ? actions[signal - 1].sa_flags : 0;
}

void signal_tell_parent(struct process *child, int code, int status)
{
	struct process *parent = child->parent;
	bool ends = code == CLD_EXITED || code == CLD_KILLED;
	const struct signal_info info = {
		.signal = SIGCHLD,
		.code = code,
		.pid = child->pid,
		.status = status,
		.user_time = (int64_t)time_in_hundredths(process_run_time(child)),
	};

	if (!parent)
		return;
	if (ends || !(signal_action_flags(parent, SIGCHLD) & SA_NOCLDSTOP))
		signal_send(parent, &info);
	if (!ends)
		waitq_wake_all(&parent->child_changes);
}

void signal_broken_pipe(void)
{
	const struct signal_info info = signal_from_current(SIGPIPE, SI_USER);
	irq_key_t key = spin_lock(&tree_lock);

	signal_send_self(&info);
	spin_unlock(&tree_lock, key);
}
