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

static int make_pending(struct process_signals *signals, const struct signal_info *info)
{
	uint64_t bit = ABI_SIGMASK(info->signal);
	struct signal_record *record;

	if (signals->pending & bit && info->signal < SIGRTMIN)
		return 0;
	record = record_alloc(signals);
	if (!record && info->signal >= SIGRTMIN && info->code == SI_QUEUE)
		return -EAGAIN;
	signals->pending |= bit;
	if (record) {
		record->info = *info;
		list_add_tail(&signals->queue, &record->link);
	}
	return 0;
}

void signal_discard(struct process *process, uint64_t set)
{
	struct process_signals *signals = &process->signals;
	struct signal_record *record, *next;

	if (!(signals->pending & set))
		return;
	signals->pending &= ~set;
	list_for_each_safe(record, next, &signals->queue, link)
		if (ABI_SIGMASK(record->info.signal) & set)
			record_free(signals, record);
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
static bool take_record(struct process_signals *signals, int signal, struct signal_info *info)
{
	struct signal_record *record, *next;
	bool found = false;

	*info = (struct signal_info){ .signal = signal };
	list_for_each_safe(record, next, &signals->queue, link) {
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

int signal_take(struct process *process, uint64_t set, struct signal_info *info)
{
	struct process_signals *signals = &process->signals;
	int signal = most_urgent(signals->pending & set);

	if (signal && !take_record(signals, signal, info))
		signals->pending &= ~ABI_SIGMASK(signal);
	return signal;
}

/* A blocked signal is kept, as its action may be another by the time it is let through. */
static bool is_ignored(const struct process *process, int signal)
{
	const struct process_signals *signals = &process->signals;
	uint64_t bit = ABI_SIGMASK(signal);

	if ((signals->blocked | signals->waited) & bit)
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

int signal_send(struct process *process, const struct signal_info *info)
{
	struct process_signals *signals = &process->signals;
	int error;

	if (process->state == PROCESS_ZOMBIE)
		return 0;
	stop_or_continue(process, info->signal);
	if (is_ignored(process, info->signal))
		return 0;
	error = make_pending(signals, info);
	if (!error && !(signals->blocked & ABI_SIGMASK(info->signal)))
		thread_interrupt(process->thread);
	return error;
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
	struct process_signals *signals = &process_current()->signals;

	signals->blocked = set & ~SIGNALS_UNBLOCKABLE;
	if (signals->pending & ~signals->blocked)
		thread_interrupt(thread_current());
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
		.user_time = (int64_t)time_in_hundredths(child->thread->run_time),
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

	signal_send(process_current(), &info);
	spin_unlock(&tree_lock, key);
}
