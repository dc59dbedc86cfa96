/*
 * The signals of a process, as the rest of kernel/proc sees them. With SIGNALS a signal stays with
 * its process until that lets it through, and is then acted upon on the way back to the program
 * (signal_deliver.c); without, it ends the process or does nothing (signal.c).
 */
#pragma once

#include <abi/errno.h>
#include <arch/upward.h>
#include <kernel/waitq.h>
#include <lib/list.h>
#include <lib/types.h>

struct aspace;
struct process;

#ifdef CONFIG_SIGNALS
#include <abi/signal.h>

/* Sets of signals are as in the ABI. [t] tree_lock, [o] its own thread only */

/* Signals that were sent and not yet acted upon. */
struct pending_signals {
	uint64_t set;	   /* [t] */
	struct list queue; /* [t] of struct signal_record: what is known of them */
};

/* What each thread has for itself. */
struct thread_signals {
#ifdef CONFIG_THREADS
	struct pending_signals pending; /* [t] sent to this thread alone */
#endif
	uint64_t blocked;	 /* [t] stay pending; never SIGKILL and SIGSTOP */
	uint64_t waited;	 /* [t] blocked but for the time of an rt_sigtimedwait */
	uint64_t saved;		 /* [t] what was blocked before rt_sigsuspend */
	bool restore;		 /* [t] `saved` holds */
	bool call_interrupted;	 /* [o] a call gave -EINTR: it may have to be made again */
	reg_t first_argument;	 /* [o] of the interrupted call */
	uint64_t sleep_deadline; /* [o] of an interrupted sleep, or 0 */
	uaddr_t sleep_remaining; /* [o] */
	uaddr_t stack;		 /* [o] the alternate stack */
	uint64_t stack_size;	 /* [o] 0: there is none */
};

/* What all threads of a process share. */
struct process_signals {
	struct pending_signals pending; /* [t] sent to the process */
	unsigned int queued;		/* [t] records, those of its threads included */
	uint64_t ignored;		/* [t] SIG_IGN */
	uint64_t handled;		/* [t] has a handler */

	struct abi_sigaction *actions; /* [t] of all signals; NULL: none was set since exec */

	bool stop_unreported;	  /* [t] wait4 has not seen that it stopped */
	bool continue_unreported; /* [t] ... that it goes on */
	bool executed;		  /* [t] it has run exec: its parent cannot move it any more */

	int stopped;	      /* [t] by this signal, or 0 */
	struct waitq resumed; /* [t] where it stands while stopped */
	int group;	      /* [t] process group */
	int session;	      /* [t] */

	struct list alarm;	 /* [t] on the list of alarms, while it runs */
	uint64_t alarm_deadline; /* [t] when it goes off, or last did */
	uint64_t alarm_interval; /* [t] 0: once only */
};

/* signals_init - of a new process. */
void signals_init(struct process *process);

/*
 * signals_fork - what a child gets from the calling process. Returns 0, -ENOMEM, or -EINTR: the
 * parent has signals to look at first.
 */
int signals_fork(struct process *child);

/* signals_exec - a new program: no handlers, no alternate stack. */
void signals_exec(struct process *process);

/* signals_free - give back what the process had. */
void signals_free(struct process *process);

/*
 * signals_exit - the process is a zombie now: tell its parent and the groups that it leaves alone.
 * It may be init's child afterwards, if its parent does not care. tree_lock is held.
 */
void signals_exit(struct process *process);

/* signals_adopted - init got zombies as children. tree_lock is held. */
void signals_adopted(struct process *init);

/* signals_map_return - the page that handlers return by, in a new address space. 0 or -errno. */
int signals_map_return(struct aspace *aspace);

/*
 * signal_deliver - act upon the pending signals of `process`, the calling one: on the way back to
 * the program, interrupts masked before and after. Does not return if one ends it.
 */
void signal_deliver(struct process *process, struct trap_frame *frame);

/* signal_interrupted_call - a call gives -EINTR; its arguments are still in the frame. -EINTR. */
long signal_interrupted_call(const struct trap_frame *frame);

/* signal_call_result - a call gives `result`: what its program is to see of it. */
static inline long signal_call_result(const struct trap_frame *frame, long result)
{
	return unlikely(result == -EINTR) ? signal_interrupted_call(frame) : result;
}

/*
 * signal_catch_fault - the program at the frame's pc did what `kind` says: send it the signal.
 * Returns whether it will see it; if not, it has to die.
 */
bool signal_catch_fault(const struct trap_frame *frame, int signal, enum trap_kind kind,
			uaddr_t address);

/* signal_broken_pipe - the calling process wrote into a pipe that nobody reads. */
void signal_broken_pipe(void);

/* signals_resume - stopped threads of the process go on, because it ends. tree_lock is held. */
void signals_resume(struct process *process);

/*
 * signals_leave - the calling thread is about to end: what was sent to the process and it would
 * have seen to is for another. tree_lock is held.
 */
void signals_leave(struct process *process);

/* signals_thread - what `task` of a new thread gets from the calling one. tree_lock is held. */
struct task;
void signals_thread(struct task *task);

/* signals_move - the calling thread's go to another task, which it will have. tree_lock is held. */
void signals_move(struct task *to);

/* signal_keep_sleep - how an interrupted sleep goes on when no handler was to be run. */
void signal_keep_sleep(uint64_t deadline, uaddr_t remaining);

/* signal_kept_deadline - of the sleep that the call goes on with, which is forgotten; 0: none. */
uint64_t signal_kept_deadline(void);

/* group_exists - is the number in use as that of a group or a session? tree_lock is held. */
bool group_exists(int id);

/* process_group, process_session, process_is_stopped - for the files of /proc. tree_lock is held */
int process_group(const struct process *process);
int process_session(const struct process *process);
bool process_is_stopped(const struct process *process);
#else
struct thread_signals {
};

struct process_signals {
	int ending; /* [t] the signal that is ending it, or 0 */
};

static inline void signals_init(struct process *process)
{
}

static inline int signals_fork(struct process *child)
{
	return 0;
}

static inline void signals_exec(struct process *process)
{
}

static inline void signals_free(struct process *process)
{
}

static inline void signals_exit(struct process *process)
{
}

static inline void signals_adopted(struct process *init)
{
}

static inline int signals_map_return(struct aspace *aspace)
{
	return 0;
}

void signal_deliver(struct process *process, struct trap_frame *frame);

static inline long signal_call_result(const struct trap_frame *frame, long result)
{
	return result;
}

static inline bool signal_catch_fault(const struct trap_frame *frame, int signal,
				      enum trap_kind kind, uaddr_t address)
{
	return false;
}

void signal_broken_pipe(void);

static inline void signals_resume(struct process *process)
{
}

static inline void signals_leave(struct process *process)
{
}

struct task;
static inline void signals_thread(struct task *task)
{
}

static inline void signals_move(struct task *to)
{
}

static inline void signal_keep_sleep(uint64_t deadline, uaddr_t remaining)
{
}

static inline uint64_t signal_kept_deadline(void)
{
	return 0;
}

static inline bool group_exists(int id)
{
	return false;
}

#define process_group(process)	 ((process)->pid)
#define process_session(process) 0

static inline bool process_is_stopped(const struct process *process)
{
	return false;
}
#endif
