/*
 * Processes: what owns an address space, descriptors and children.
 *
 * The life of one: process_create() or fork makes it (ALIVE), its thread runs it, exit leaves a
 * ZOMBIE with a status, and the parent's wait4 takes that away. Orphans become children of init.
 *
 * A process has one thread, or with THREADS several: what these share is here and what each has for
 * itself in its task (task.h).
 */
#pragma once

#include "process_arguments.h"
#include "process_files.h"
#include "signals.h"
#include "task.h"
#include "process_trace.h"

#include <abi/mman.h>
#include <kernel/thread.h>
#include <kernel/waitq.h>
#include <lib/list.h>
#include <mm/aspace.h>

#define PROCESS_NAME_SIZE 16
#define PID_MAX		  32768
#define PID_INIT	  1

enum process_state {
	PROCESS_ALIVE,
	PROCESS_ZOMBIE
};

/*
 * [t] tree_lock, [o] its own threads only, [i] fixed at creation, [w] written by its own threads
 * without a lock; /proc looks at it, and may find it half changed
 */
struct process {
	int pid;		      /* [i] */
	unsigned int slot;	      /* [i] in the pool */
	enum process_state state;     /* [t] */
	struct thread *thread;	      /* [t] the first; changed by exec only */
	struct aspace *aspace;	      /* [o], changed under tree_lock */
	struct process *parent;	      /* [t] */
	struct list children;	      /* [t] */
	struct list sibling;	      /* [t] on the parent's children */
	struct waitq child_changes;   /* a child became a zombie [t] */
	int status;		      /* [t] as wait4 reports it, once a zombie */
	int waiting_for;	      /* [t] whom a wait4 in progress means: a pid, -1, or 0 */
	struct process_signals signals;
	struct task leader;	      /* of the first thread */
	struct process_threads threads;
	uint64_t run_time;	      /* [t] of its threads, once a zombie */
	uint64_t children_time;	      /* [t] of the children waited for */
	uint64_t start_time;	      /* [i] */
	unsigned int umask;	      /* [w] kept, without effect */
	char name[PROCESS_NAME_SIZE]; /* [w] last part of the program's path */
	struct process_files files;   /* [o] unless it says otherwise */
	struct process_arguments arguments; /* [w] */
	struct process_trace trace;   /* [t] */
};

/* Guards the tree of processes, their states and the pool. Before sched_lock. */
extern struct spinlock tree_lock;

/* process_current - the running process. Context: a process's thread. */
static inline struct process *process_current(void)
{
	return thread_current()->process;
}

#ifndef CONFIG_THREADS
static inline struct task *task_current(void)
{
	return &process_current()->leader;
}

static inline int task_id(void)
{
	return process_current()->pid;
}

static inline __noreturn void task_exit_unlock(struct process *process)
{
	thread_exit_unlock(&tree_lock);
}

static inline void tasks_interrupt(struct process *process)
{
	thread_interrupt(process->thread);
}

static inline const struct thread *process_thread(const struct process *process)
{
	return process->thread;
}

static inline uint64_t process_run_time(const struct process *process)
{
	return process->thread->run_time;
}

static inline uint64_t process_run_time_now(const struct process *process)
{
	return process->thread->run_time;
}

#endif

/*
 * process_thread_count - how many threads it has. tree_lock is held; or of the caller's process, to
 * see whether there is another.
 */
static inline unsigned int process_thread_count(const struct process *process)
{
#ifdef CONFIG_THREADS
	return process->threads.count;
#else
	return 1;
#endif
}

/* process_init - at start-up. */
void process_init(void);

/*
 * process_create - a process in the pool with a thread that will run entry(argument), not yet
 * started and with no parent. Returns 0, -EAGAIN (pool full) or -ENOMEM.
 */
int process_create(void (*entry)(void *), void *argument, struct process **result);

/* process_discard - take back a process that was never started. */
void process_discard(struct process *process);

/*
 * process_take_id - a pid or tid that nobody has, and a place in the pool for its owner; -EAGAIN.
 * process_give_id - the owner has gone. tree_lock is held.
 */
int process_take_id(void);
void process_give_id(void);

/* process_free - give back the slot and memory of a zombie that nobody knows any more. */
void process_free(struct process *process);

/* process_waits_for - is `pid`, an argument of wait4 (above 0 or -1), one that means `child`? */
static inline bool process_waits_for(int pid, const struct process *child)
{
	return pid == -1 || pid == child->pid;
}

/* process_find - the process with this pid, or NULL. tree_lock is held. */
struct process *process_find(int pid);

/* process_next - the one in the pool at `*slot` or behind; `*slot` moves past it. tree_lock. */
struct process *process_next(unsigned int *slot);

/* process_count - places of the pool that are taken: processes, and further threads of theirs. */
unsigned int process_count(void);

/* process_enter_user - the entry of a process's thread whose frame is ready. */
void process_enter_user(void *unused);

/*
 * process_exit - end the calling process with a wait status.
 * process_exit_thread - end the calling thread, and with the last one the process.
 */
__noreturn void process_exit(int status);
__noreturn void process_exit_thread(int status);

/* process_kill_self - end it as the signal's default action does. */
__noreturn void process_kill_self(int signal);

/*
 * process_interrupt - what ^C does. With SIGNALS the signal goes to the terminal's foreground
 * group. Without, it goes to all that shells and scripts on the console are waiting for, and the
 * children of init itself, the shells, are spared. Any context.
 */
void process_interrupt(int signal);

/* process_set_aspace - let a process own another address space. Returns the one before. */
struct aspace *process_set_aspace(struct process *process, struct aspace *aspace);

/* rights_of_protection - PROT_* as REGION_*. */
static inline uint32_t rights_of_protection(int protection)
{
	return (protection & PROT_READ ? REGION_READ : 0) |
	       (protection & PROT_WRITE ? REGION_WRITE : 0) |
	       (protection & PROT_EXEC ? REGION_EXECUTE : 0);
}

/* process_set_name - from a program's path. */
void process_set_name(struct process *process, const char *path);

/* exec - let the calling process run the program at `path`. See exec.c. */
struct arguments;
int exec(const char *path, struct arguments *arguments);

/* The wait statuses of Linux. */
#define STATUS_EXITED(code)	(((code)&0xff) << 8)
#define STATUS_SIGNALED(signal) ((signal)&0x7f)
