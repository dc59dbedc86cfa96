/*
 * Traces of errors (ERROR_TRACE): where an error that a system call gave began, and the calls that
 * it went through on its way out.
 */
#pragma once

#include <lib/types.h>

#ifdef CONFIG_ERROR_TRACE
#define ERROR_TRACE_DEPTH 48

/*
 * The way of a negative errno so far. A place with ERROR_TRACE_BEGIN is in the function that was
 * the first to return it; the others are return addresses, outwards. There are several of the
 * former when a function got the error from one that it called and then returned it from another,
 * which may just have passed it on.
 */
#define ERROR_TRACE_BEGIN 1u /* addresses of code are even */

struct error_chain {
	long value;
	uintptr_t frame; /* of the function that has got the error */
	unsigned int depth;
	uintptr_t place[ERROR_TRACE_DEPTH];
};

struct error_trace;

/* What a thread has of it. [o] */
struct thread_errors {
	struct error_trace *trace; /* NULL: no errors are traced */
};

/* ERROR_TRACE_SIZE - zeroed bytes that error_trace_begin() needs. */
#define ERROR_TRACE_SIZE 4096

/*
 * error_trace_begin - let errors in the calling thread be traced, or in one that does not run yet,
 * with memory for it. error_trace_end - no longer; returns that memory. The caller counts the
 * threads that are traced in error_trace_count.
 */
void error_trace_begin(struct thread_errors *errors, void *memory);
void *error_trace_end(struct thread_errors *errors);
extern unsigned int error_trace_count;

/* error_trace_clear - forget what was seen before: a system call begins. */
void error_trace_clear(struct thread_errors *errors);

/* error_trace_find - the way of the error that the last function returned, or NULL. */
const struct error_chain *error_trace_find(const struct thread_errors *errors, long value);

/*
 * error_trace_return - a function returns `value` at `pc` to `to`, where the stack pointer will be
 * `sp` and the frame pointer `fp`. Called by arch, in any context.
 */
void error_trace_return(long value, uintptr_t pc, uintptr_t to, uintptr_t sp, uintptr_t fp);
#else
struct thread_errors {
};
#endif
