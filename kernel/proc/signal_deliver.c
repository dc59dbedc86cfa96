/*
 * Acting upon signals, on the way back to the program: those that end or stop the process do so,
 * those with a handler make the program enter it. Several handlers may be entered at once, one on
 * top of the other.
 *
 * A call that a signal has ended early gave -EINTR. It is made again, as if nothing had been, when
 * no handler was to be run, or when the handler's action says SA_RESTART and the call is not one of
 * those whose purpose is to wait for signals or for a time.
 */
#include "calls.h"
#include "signal_private.h"

#include <abi/errno.h>
#include <arch/irq.h>
#include <arch/trap.h>

enum {
#define SYSCALL(option, number, name) CALL_##name = number,
#include <abi/syscall.def>
};

long signal_interrupted_call(const struct trap_frame *frame)
{
	struct thread_signals *signals = own_signals();

	signals->call_interrupted = thread_interrupted();
	signals->first_argument = arch_frame_arguments(frame)[0];
	return -EINTR;
}

/* Is the call made again behind a handler that wants it so? */
static bool call_restarts(long number)
{
	switch (number) {
	case CALL_nanosleep:
	case CALL_clock_nanosleep:
	case CALL_restart_syscall:
	case CALL_rt_sigsuspend:
	case CALL_rt_sigtimedwait:
		return false;
	case CALL_futex: /* with a timeout that is no deadline */
		return own_signals()->sleep_deadline == 0;
	default:
		return true;
	}
}

/*
 * A handler is about to be entered: how will the program find the call that was interrupted? A fork
 * that had to wait for the handler is always made again.
 */
static void end_call(struct thread_signals *signals, struct trap_frame *frame,
		     const struct abi_sigaction *action)
{
	long number = arch_frame_syscall_number(frame);

	if (signals->call_interrupted &&
	    (number == CALL_clone || (action->sa_flags & SA_RESTART && call_restarts(number))))
		arch_frame_call_again(frame, signals->first_argument);
	signals->call_interrupted = false;
	signals->sleep_deadline = 0;
}

/* No handler was entered: go on with the call, a sleep with what is left of it. */
static void continue_call(struct thread_signals *signals, struct trap_frame *frame)
{
	long number = arch_frame_syscall_number(frame);

	if (!signals->call_interrupted || number == CALL_rt_sigtimedwait)
		return;
	arch_frame_call_again(frame, signals->first_argument);
	if (number == CALL_nanosleep || number == CALL_clock_nanosleep)
		arch_frame_set_syscall_number(frame, CALL_restart_syscall);
}

void signal_report_stop(struct process *process)
{
	process->signals.stop_unreported = true;
	signal_tell_parent(process, CLD_STOPPED, process->signals.stopped);
}

/* Sleep until somebody sends SIGCONT or SIGKILL. tree_lock is held, before and after. */
static void stop(struct process *process, int signal, irq_key_t *key)
{
	process->signals.stopped = signal;
	process->signals.continue_unreported = false;
	signal_stop_others(process);
	signal_sleep_stopped(process, key);
}

/*
 * What a signal without a handler does. tree_lock is held, before and after; does not return when
 * it ends the process.
 */
static void act_by_default(struct process *process, int signal, irq_key_t *key)
{
	uint64_t bit = ABI_SIGMASK(signal);

	if (bit & (process->signals.ignored | SIGNALS_QUIET) || process->pid == PID_INIT)
		return;
	if (!(bit & SIGNALS_STOPPING)) {
		spin_unlock(&tree_lock, *key);
		process_kill_self(signal);
	}
	if (signal == SIGSTOP || !group_is_orphaned(process->signals.group))
		stop(process, signal, key);
}

struct caught {
	struct signal_info info;
	struct abi_sigaction action;
	uint64_t blocked; /* before the handler, and again behind it */
};

/* The signal has a handler, which takes it. */
static void catch (struct process_signals *signals, int signal, struct caught *caught)
{
	struct thread_signals *own = own_signals();

	caught->action = signals->actions[signal - 1];
	if (caught->action.sa_flags & SA_RESETHAND) {
		signals->actions[signal - 1].sa_handler = ABI_SIG_DFL;
		signals->handled &= ~ABI_SIGMASK(signal);
	}
	caught->blocked = own->restore ? own->saved : own->blocked;
	own->restore = false;
}

/* A set of signals that was blocked for the time of a call only. Returns whether there was one. */
static bool restore_blocked(struct thread_signals *signals)
{
	bool restored = signals->restore;

	if (restored)
		signals->blocked = signals->saved;
	signals->restore = false;
	return restored;
}

/*
 * Act upon pending signals until one wants its handler: then true; or until there are none: then
 * false, and the thread is not interrupted any more, unless it has to end.
 */
static bool next_caught(struct process *process, struct caught *caught)
{
	struct process_signals *signals = &process->signals;
	struct thread_signals *own = own_signals();
	irq_key_t key = spin_lock(&tree_lock);
	bool found = false;
	int signal = 0;

	if (IS_ENABLED(CONFIG_THREADS) && process->signals.stopped)
		signal_sleep_stopped(process, &key);
	do {
		while (!found && !task_must_end() &&
		       (signal = signal_take(~own->blocked, &caught->info))) {
			found = (signals->handled & ABI_SIGMASK(signal)) != 0;
			if (!found)
				act_by_default(process, signal, &key);
		}
	} while (!found && restore_blocked(own));
	if (found)
		catch (signals, signal, caught);
	else if (!task_must_end())
		thread_uninterrupt();
	spin_unlock(&tree_lock, key);
	return found;
}

/* The program is in its handler: block what it does not want to be disturbed by. */
static void block_for_handler(const struct caught *caught)
{
	uint64_t set = own_signals()->blocked | caught->action.sa_mask;
	irq_key_t key = spin_lock(&tree_lock);

	if (!(caught->action.sa_flags & SA_NODEFER))
		set |= ABI_SIGMASK(caught->info.signal);
	signal_block(set);
	spin_unlock(&tree_lock, key);
}

/* There is no stack for the frame: SIGSEGV, if it is not SIGSEGV's own handler that fails. */
static void fail_to_enter(const struct trap_frame *frame, int signal)
{
	if (signal == SIGSEGV || !signal_catch_fault(frame, SIGSEGV, TRAP_UNKNOWN, 0))
		process_kill_self(SIGSEGV);
}

void signal_deliver(struct process *process, struct trap_frame *frame)
{
	struct thread_signals *signals = own_signals();
	struct caught caught;

	arch_irq_enable();
	while (next_caught(process, &caught)) {
		end_call(signals, frame, &caught.action);
		if (signal_push_frame(frame, &caught.action, &caught.info, caught.blocked) < 0)
			fail_to_enter(frame, caught.info.signal);
		else
			block_for_handler(&caught);
	}
	continue_call(signals, frame);
	signals->call_interrupted = false;
	arch_irq_disable();
}

static int code_of_fault(int signal, enum trap_kind kind, uaddr_t address)
{
	switch (signal) {
	case SIGSEGV:
		if (kind == TRAP_UNKNOWN)
			return SI_KERNEL;
		return aspace_has(process_current()->aspace, address) ? SEGV_ACCERR : SEGV_MAPERR;
	case SIGBUS:
		return kind == TRAP_MISALIGNED ? BUS_ADRALN : BUS_ADRERR;
	case SIGILL:
		return ILL_ILLOPC;
	case SIGTRAP:
		return TRAP_BRKPT;
	default:
		return SI_KERNEL;
	}
}

static bool is_page_fault(enum trap_kind kind)
{
	return kind == TRAP_PAGE_READ || kind == TRAP_PAGE_WRITE || kind == TRAP_PAGE_EXECUTE;
}

bool signal_catch_fault(const struct trap_frame *frame, int signal, enum trap_kind kind,
			uaddr_t address)
{
	struct process *process = process_current();
	const struct signal_info info = {
		.signal = signal,
		.code = code_of_fault(signal, kind, address),
		.address = is_page_fault(kind) || kind == TRAP_UNKNOWN ? address :
									 arch_frame_pc(frame),
	};
	irq_key_t key = spin_lock(&tree_lock);
	bool caught = process->signals.handled & ~own_signals()->blocked & ABI_SIGMASK(signal);

	if (caught)
		signal_send_self(&info);
	spin_unlock(&tree_lock, key);
	return caught;
}
