/*
 * Tasks: what a process keeps for each of its threads. Without THREADS it has one thread, whose
 * task is a part of the process and may be empty; with them the first thread's still is, and those
 * of others are made by clone.
 *
 * The life of one: task_clone() makes it and puts it on the list of its process; task_leave() takes
 * it off when its thread ends. The last thread to leave ends the process. When all have to end
 * (exit_group, a signal, or all but one for exec) each is interrupted and leaves on its way back to
 * the program (task_end_if_due()).
 */
#pragma once

#include "signals.h"
#include "trace.h"

#include <kernel/thread.h>
#include <lib/list.h>
#include <lib/types.h>

struct clone_request;
struct file;
struct inode;
struct process;

struct task;

/*
 * task_find - that of any process with this tid, or NULL. With THREADS; tree_lock is held.
 * task_process, task_thread - whose it is. With THREADS.
 */
struct task *task_find(int tid);
struct process *task_process(const struct task *task);
struct thread *task_thread(const struct task *task);

#ifdef CONFIG_THREADS
#define TASK_HELD_MAX 4

/* References that end with the call that took them: other threads may close and change anything. */
struct task_held {
	unsigned int count;
	struct {
		struct file *file; /* NULL: the directory */
		struct inode *directory;
	} reference[TASK_HELD_MAX];
};

/* [t] tree_lock, [o] its own thread only, [i] fixed at creation */
struct task {
	int tid;	       /* [i] the first thread's is the pid */
	struct thread *thread; /* [i] */
	struct list link;      /* [t] on the process's threads.tasks */
	uaddr_t clear_tid;     /* [o] what becomes 0, and is woken, when it ends; 0: nothing */
	uaddr_t robust_list;   /* [o] of futexes that it may hold; 0: none */
	struct thread_signals signals;
	struct task_held held; /* [o] */
};

/* The threads of a process. [t] tree_lock */
struct process_threads {
	struct list tasks;     /* [t] those that have not left */
	unsigned int count;    /* [t] of them; their own threads may look while it is 1 */
	bool ending;	       /* [t] all have to end */
	struct task *survivor; /* [t] but for this one, which waits on `left` to run exec */
	struct waitq left;     /* [t] */
	int status;	       /* [t] what the process ends with, when all have to */
	unsigned int stopped;  /* [t] how many of them sleep because the process was stopped */
	uint64_t run_time;     /* [t] of those that have left */
};

/* task_current - the running thread's. Context: a process's thread. */
static inline struct task *task_current(void)
{
	return thread_current()->task;
}

static inline int task_id(void)
{
	return task_current()->tid;
}

/* tasks_init - the first thread of a new process, once that has a pid. */
void tasks_init(struct process *process);

/*
 * task_clone - a thread more for the calling process. Returns its tid, -EAGAIN (too many), -ENOMEM,
 * or -EINTR (the process is ending). May sleep.
 */
long task_clone(const struct clone_request *request);

/* task_fork - the first task of a child, which clone makes. */
void task_fork(struct task *child, const struct clone_request *request);

/*
 * task_leave - the calling thread ends with this wait status, and if `all` those of its process
 * have to end as well. Returns in the last one only, which ends the process with the status that
 * is returned: its own, if all did not have to end. May sleep.
 */
int task_leave(int status, bool all);

/* task_exit_unlock - the calling thread, which has left, goes for good; it holds tree_lock. */
__noreturn void task_exit_unlock(struct process *process);

/*
 * tasks_end_others - let all threads of the process end but the calling one, which becomes the
 * first and leaves its robust locks. Returns 0, or -EINTR when it has to end itself. May sleep.
 */
int tasks_end_others(void);

/* task_exec - the thread runs another program now. */
void task_exec(void);

/* task_must_end - has the calling thread to end? tree_lock is held, or the answer may come late. */
bool task_must_end(void);

/* task_end_if_due - leave if so; on the way back to the program, with interrupts masked. */
void task_end_if_due(void);

/* tasks_interrupt - let all threads of the process look at their signals. tree_lock is held. */
void tasks_interrupt(struct process *process);

/*
 * process_thread - one that tells what the process does: one that runs if any. tree_lock is held.
 * process_run_time - of all its threads, slices that have not ended left out. tree_lock is held.
 * process_run_time_now - the same without the lock.
 */
const struct thread *process_thread(const struct process *process);
uint64_t process_run_time(const struct process *process);
uint64_t process_run_time_now(const struct process *process);

/* task_set_clear_tid - what becomes 0 when the calling thread ends. */
static inline void task_set_clear_tid(uaddr_t address)
{
	task_current()->clear_tid = address;
}

/* task_release_all - let go of what the call held. May sleep. */
void task_release_all(struct task_held *held);

static inline void task_release(void)
{
	struct task_held *held = &task_current()->held;

	if (unlikely(held->count > 0))
		task_release_all(held);
}
#else
struct task {
	struct thread_signals signals;
};

struct process_threads {
};

static inline void tasks_init(struct process *process)
{
}

static inline long task_clone(const struct clone_request *request)
{
	return -EINVAL;
}

static inline void task_fork(struct task *child, const struct clone_request *request)
{
}

static inline int task_leave(int status, bool all)
{
	trace_thread_exit(status);
	return status;
}

static inline int tasks_end_others(void)
{
	return 0;
}

static inline void task_exec(void)
{
}

static inline bool task_must_end(void)
{
	return false;
}

static inline void task_end_if_due(void)
{
}

static inline void task_set_clear_tid(uaddr_t address)
{
}

static inline void task_release(void)
{
}
#endif
