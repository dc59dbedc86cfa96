/*
 * ERROR_TRACE: the way of errors, seen from the returns of functions.
 *
 * Each function of the kernel's C code reports when it returns (arch/riscv/error_return.h). If what
 * it returns can be a negative errno, the thread keeps it as a chain that waits at the frame of the
 * caller, which now has the error. When that caller returns the same value it passes the error on:
 * the chain gets one place longer and waits one frame further out. When it returns anything else it
 * has dealt with the error, and the chain goes. So the chains that wait lie in a stack, like the
 * frames they wait at, and each return drops those of the function that ends.
 *
 * A function returns some value in any case, so one of none, or of a pointer, can look as if it had
 * failed. That does no harm: its caller would have to return the same number by chance.
 *
 * An interrupt uses the stack below the thread's frames, so it drops nothing. It may come while a
 * return is being looked at, and is not looked at itself then.
 *
 * Returns in this file are not seen. It uses nothing from outside.
 */
#include <kernel/error_trace.h>

#include <abi/errno.h>
#include <kernel/thread.h>

__asm__(".purgem jr");

#define WAITING 8
#define ERRNO_MAX 4095

/* All [o]. */
struct error_trace {
	bool busy;
	unsigned int count;
	struct error_chain waiting[WAITING]; /* outermost frame first */
	struct error_chain moving;
};

_Static_assert(sizeof(struct error_trace) <= ERROR_TRACE_SIZE, "callers give that much");

unsigned int error_trace_count;

static bool is_error(long value)
{
	return value < 0 && value >= -ERRNO_MAX;
}

static void add_place(struct error_chain *chain, uintptr_t place)
{
	if (chain->depth < ERROR_TRACE_DEPTH)
		chain->place[chain->depth++] = place;
}

/* Whatever waited at the frame that ends at `sp`, or below it, goes: but that one chain moves. */
static void leave_frame(struct error_trace *trace, long value, uintptr_t sp)
{
	trace->moving.depth = 0;
	while (trace->count > 0 && trace->waiting[trace->count - 1].frame <= sp) {
		const struct error_chain *last = &trace->waiting[--trace->count];

		if (last->frame == sp && last->value == value)
			trace->moving = *last;
	}
}

/* The chain of this error that waits at the frame already, or NULL. */
static struct error_chain *find_waiting(struct error_trace *trace, long value, uintptr_t frame)
{
	for (unsigned int i = trace->count; i-- > 0 && trace->waiting[i].frame == frame;)
		if (trace->waiting[i].value == value)
			return &trace->waiting[i];
	return NULL;
}

/* A new last chain; when there is no room the outermost one is lost. */
static struct error_chain *make_room(struct error_trace *trace)
{
	if (trace->count == WAITING) {
		for (unsigned int i = 1; i < WAITING; i++)
			trace->waiting[i - 1] = trace->waiting[i];
		trace->count--;
	}
	return &trace->waiting[trace->count++];
}

/* Does the longer one begin as the other does? A loop sees the same failure again and again. */
static bool begins_alike(const struct error_chain *chain, const struct error_chain *other)
{
	return chain->place[0] == other->place[0];
}

/* The same error once more at the frame: both ways are kept if there is room. */
static void append(struct error_chain *chain, const struct error_chain *more)
{
	if (begins_alike(chain, more) || chain->depth + more->depth > ERROR_TRACE_DEPTH) {
		*chain = *more;
		return;
	}
	for (unsigned int i = 0; i < more->depth; i++)
		add_place(chain, more->place[i]);
}

/* The chain that moves waits at `frame` from now on. */
static void enter_frame(struct error_trace *trace, uintptr_t frame)
{
	struct error_chain *same = find_waiting(trace, trace->moving.value, frame);

	trace->moving.frame = frame;
	if (same)
		append(same, &trace->moving);
	else
		*make_room(trace) = trace->moving;
}

void error_trace_return(long value, uintptr_t pc, uintptr_t to, uintptr_t sp, uintptr_t fp)
{
	struct error_trace *trace = thread_current()->errors.trace;

	if (!trace || trace->busy)
		return;
	trace->busy = true;
	__asm__ volatile("" ::: "memory");
	leave_frame(trace, value, sp);
	if (is_error(value)) {
		trace->moving.value = value;
		if (trace->moving.depth == 0)
			add_place(&trace->moving, pc | ERROR_TRACE_BEGIN);
		add_place(&trace->moving, to);
		enter_frame(trace, fp);
	}
	__asm__ volatile("" ::: "memory");
	trace->busy = false;
}

void error_trace_begin(struct thread_errors *errors, void *memory)
{
	errors->trace = memory;
}

void *error_trace_end(struct thread_errors *errors)
{
	void *memory = errors->trace;

	errors->trace = NULL;
	return memory;
}

void error_trace_clear(struct thread_errors *errors)
{
	if (errors->trace)
		errors->trace->count = 0;
}

const struct error_chain *error_trace_find(const struct thread_errors *errors, long value)
{
	const struct error_trace *trace = errors->trace;
	const struct error_chain *last;

	if (!trace || trace->count == 0)
		return NULL;
	last = &trace->waiting[trace->count - 1];
	return last->value == value ? last : NULL;
}
