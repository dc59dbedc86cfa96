/*
 * Tracing of system calls: what <abi/trace.h> describes. Without STRACE nothing is left of it; with
 * it, and with nobody traced, a call costs a look at one word.
 */
#pragma once

#include "process_trace.h"

#include <lib/compiler.h>
#include <lib/types.h>

struct process;

#ifdef CONFIG_STRACE
extern unsigned int trace_count; /* processes that are traced [tree_lock] */

/* trace_is_on - is anybody traced? */
static inline bool trace_is_on(void)
{
	return unlikely(__atomic_load_n(&trace_count, __ATOMIC_RELAXED) != 0);
}

/* trace_call - do the call with these registers, telling the tracer if the process has one. */
long trace_call(unsigned long number, const reg_t *arguments, long (*call)(const reg_t *));

/* trace_fork - `child`, which nobody knows yet, is traced as its parent is if that says so. */
void trace_fork(struct process *child, const struct process *parent);

/*
 * trace_thread_exit - the calling thread is about to end with that wait status. May sleep.
 * trace_exit - the last thread of the process has ended, and with it the tracing. May sleep.
 */
void trace_thread_exit(int status);
void trace_exit(struct process *process);
#else
static inline bool trace_is_on(void)
{
	return false;
}

static inline long trace_call(unsigned long number, const reg_t *arguments,
			      long (*call)(const reg_t *))
{
	return 0;
}

static inline void trace_fork(struct process *child, const struct process *parent)
{
}

static inline void trace_thread_exit(int status)
{
}

static inline void trace_exit(struct process *process)
{
}
#endif
