/*
 * What the files about signals share: sending, taking, and who belongs together.
 *
 * tree_lock guards all of it. It is held where nothing else is said.
 */
#pragma once

#include "process.h"

#include <abi/signal.h>

struct pending_signals;

/* What is known of a signal: the beginning of the ABI's siginfo, with all that is ever filled. */
struct signal_info {
	int32_t signal;
	int32_t error;
	int32_t code;
	int32_t padding;
	union {
		struct {
			int32_t pid;
			uint32_t uid;
			int32_t status;
			int32_t padding2;
			int64_t user_time; /* in hundredths of a second */
			int64_t system_time;
		};
		uint64_t address;
	};
};
_Static_assert(sizeof(struct signal_info) == offsetof(struct abi_siginfo, si_stime) + 8, "layout");
_Static_assert(offsetof(struct signal_info, status) == offsetof(struct abi_siginfo, si_status),
	       "layout");
_Static_assert(offsetof(struct signal_info, address) == offsetof(struct abi_siginfo, si_addr),
	       "layout");

#define SIGNALS_UNBLOCKABLE (ABI_SIGMASK(SIGKILL) | ABI_SIGMASK(SIGSTOP))
#define SIGNALS_STOPPING                                                                           \
	(ABI_SIGMASK(SIGSTOP) | ABI_SIGMASK(SIGTSTP) | ABI_SIGMASK(SIGTTIN) | ABI_SIGMASK(SIGTTOU))
/* Those that do nothing by default. */
#define SIGNALS_QUIET                                                                              \
	(ABI_SIGMASK(SIGCHLD) | ABI_SIGMASK(SIGURG) | ABI_SIGMASK(SIGWINCH) | ABI_SIGMASK(SIGCONT))

static inline bool signal_is_valid(int signal)
{
	return signal >= 1 && signal <= ABI_NSIG;
}

/* own_signals - the calling thread's. */
static inline struct thread_signals *own_signals(void)
{
	return &task_current()->signals;
}

/* signal_from_current - of kill and its kin: who sends it. */
static inline struct signal_info signal_from_current(int signal, int code)
{
	return (struct signal_info){
		.signal = signal,
		.code = code,
		.pid = process_current()->pid,
	};
}

/* signal_from_kernel - of a key, an alarm, an orphaned group. */
static inline struct signal_info signal_from_kernel(int signal)
{
	return (struct signal_info){ .signal = signal, .code = SI_KERNEL };
}

/*
 * signal_send - let `process` have a signal. Returns 0, also when it is ignored, or -EAGAIN when a
 * queued one (SI_QUEUE) has no room. Any context.
 * signal_send_thread - let one thread of it have the signal.
 * signal_send_self - let the calling thread have it.
 */
int signal_send(struct process *process, const struct signal_info *info);
int signal_send_thread(struct process *process, struct task *task, const struct signal_info *info);
int signal_send_self(const struct signal_info *info);

/* signal_send_group - to all of a group. Returns how many there are. */
unsigned int signal_send_group(int group, const struct signal_info *info);

/*
 * signal_take - the most urgent signal of a set that is pending for the calling thread, or else for
 * its process, which is no longer pending then; 0: none.
 */
int signal_take(uint64_t set, struct signal_info *info);

/* signal_pending - those that are pending for the calling thread or its process. */
uint64_t signal_pending(void);

/* signal_discard - forget pending signals, those of all threads included. */
void signal_discard(struct process *process, uint64_t set);

/* signal_discard_from - forget those of a set that are pending there. */
void signal_discard_from(struct process *process, struct pending_signals *pending, uint64_t set);

/* signal_block - what the calling thread blocks from now on. */
void signal_block(uint64_t set);

/* signal_report_stop - wait4 and SIGCHLD tell the parent that all of the process has stopped. */
void signal_report_stop(struct process *process);

/*
 * What differs with THREADS, where a process has more than one who could see to a signal:
 *
 * thread_pending - what is pending for the thread alone; NULL: there is no such thing.
 * signal_rouse - let a thread that does not block the signal, which has become pending for `task`
 *	or, if that is NULL, for the process, look at it.
 * signals_pass_on - the calling thread does not see to `set` any more: others do.
 * signal_discard_threads - of signal_discard(), what is pending for threads.
 * signal_sleep_stopped - the calling thread sleeps while its process is stopped. The last one that
 *	does so reports the stop.
 * signal_stop_others - its process stops: let the other threads come by.
 */
#ifdef CONFIG_THREADS
static inline struct pending_signals *thread_pending(struct task *task)
{
	return &task->signals.pending;
}

void signal_rouse(struct process *process, struct task *task, uint64_t bit);
void signals_pass_on(struct process *process, uint64_t set);
void signal_discard_threads(struct process *process, uint64_t set);
void signal_sleep_stopped(struct process *process, irq_key_t *key);
void signal_stop_others(struct process *process);
#elif defined(CONFIG_SIGNALS)
static inline struct pending_signals *thread_pending(struct task *task)
{
	return NULL;
}

static inline void signal_rouse(struct process *process, struct task *task, uint64_t bit)
{
	if (!(process->leader.signals.blocked & bit))
		thread_interrupt(process->thread);
}

static inline void signals_pass_on(struct process *process, uint64_t set)
{
}

static inline void signal_discard_threads(struct process *process, uint64_t set)
{
}

static inline void signal_sleep_stopped(struct process *process, irq_key_t *key)
{
	signal_report_stop(process);
	while (process->signals.stopped)
		waitq_sleep_uninterruptible(&process->signals.resumed, &tree_lock, key);
}

static inline void signal_stop_others(struct process *process)
{
}
#endif

/* signal_tell_parent - SIGCHLD with `code` (CLD_*), if the parent wants it; wakes its wait4. */
void signal_tell_parent(struct process *child, int code, int status);

/* signal_action_flags - sa_flags of the process's action. */
uint64_t signal_action_flags(const struct process *process, int signal);

/*
 * signal_push_frame - make the program enter its handler, with what it did before in a frame on its
 * stack, of which `blocked` is to be blocked again. Without the lock. Returns 0 or -EFAULT.
 */
int signal_push_frame(struct trap_frame *frame, const struct abi_sigaction *action,
		      const struct signal_info *info, uint64_t blocked);

/* signal_copy_info - the ABI's siginfo to user memory. Without the lock. 0 or -EFAULT. */
int signal_copy_info(uaddr_t to, const struct signal_info *info);

/*
 * The alternate stack of the calling process, whose stack pointer is at `sp`; without the lock.
 * signal_set_stack() returns 0, -EINVAL, -ENOMEM (too small) or -EPERM (in use).
 */
int signal_set_stack(const struct abi_sigaltstack *stack, uaddr_t sp);
void signal_get_stack(struct abi_sigaltstack *stack, uaddr_t sp);
bool signal_is_on_stack(uaddr_t sp);

/* signal_actions - the actions of a process, made when it has none; NULL without memory. */
struct abi_sigaction *signal_actions(struct process *process);

/* group_is_orphaned - is there nobody in the session who could continue it? */
bool group_is_orphaned(int group);

/* groups_exit - the process leaves; what it leaves behind stopped is sent SIGHUP and SIGCONT. */
void groups_exit(struct process *process);

/* job_control_exit - the session of the process ends with it; SIGHUP if it had the terminal. */
void job_control_exit(struct process *process);

/*
 * alarm_cancel - of a process that ends.
 * alarm_taken - the calling process has taken a SIGALRM: the next one may come.
 */
void alarm_cancel(struct process *process);
void alarm_taken(struct process *process);
