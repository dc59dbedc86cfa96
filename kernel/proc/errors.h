/*
 * ERROR_TRACE: processes that have the errors of their system calls traced, by writing 1 to
 * /proc/self/error-trace. Without the option nothing is left of it.
 */
#pragma once

#ifdef CONFIG_ERROR_TRACE
#include <fs/inode.h>

struct process;

/* errors_fork - `child`, which does not run yet, is traced if its parent, the caller, is. */
void errors_fork(struct process *child);

/* errors_exit - the calling process ends. */
void errors_exit(void);

/* errors_call - the calling process begins a system call. */
void errors_call(void);

/* errors_result - its result: if it is an error and is traced, the log tells. Returns it. */
long errors_result(unsigned long number, long result);

extern const struct inode_ops proc_errors_ops;

#define PROC_ERRORS_FILE { "error-trace", NULL, &proc_errors_ops },
#else
struct process;

static inline void errors_fork(struct process *child)
{
}

static inline void errors_exit(void)
{
}

static inline void errors_call(void)
{
}

static inline long errors_result(unsigned long number, long result)
{
	return result;
}

#define PROC_ERRORS_FILE
#endif
