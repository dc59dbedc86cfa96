/*
 * Clocks.
 */
#include "calls.h"
#include "process.h"
#include "sys_time.h"

#include <abi/errno.h>
#include <kernel/cpu.h>
#include <kernel/time.h>
#include <mm/ucopy.h>

/* What the running thread has used, the present slice included. */
static uint64_t own_run_time(void)
{
	irq_state_t state = arch_irq_save();
	uint64_t time = thread_current()->run_time + (time_now() - cpu_current()->switched);

	arch_irq_restore(state);
	return time;
}

/* The same for all threads of the process, without the present slices of the others. */
static uint64_t process_time(void)
{
	uint64_t time = own_run_time();

	if (IS_ENABLED(CONFIG_THREADS))
		time += process_run_time_now(process_current()) - thread_current()->run_time;
	return time;
}

/* Nanoseconds that a clock shows. Returns 0 or -EINVAL. */
static int read_clock(int clock, uint64_t *ns)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
		*ns = time_wall_ns();
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
		*ns = time_to_ns(time_now());
		return 0;
	case CLOCK_PROCESS_CPUTIME_ID:
		*ns = time_to_ns(process_time());
		return 0;
	case CLOCK_THREAD_CPUTIME_ID:
		*ns = time_to_ns(own_run_time());
		return 0;
	default:
		return -EINVAL;
	}
}

long sys_clock_gettime(kind_clock clock, kind_time_out buffer)
{
	uint64_t ns;
	int error = read_clock(clock, &ns);

	return error ? error : timespec_to_user(buffer, ns);
}

long sys_clock_getres(kind_clock clock, kind_time_out buffer)
{
	uint64_t ns;
	int error = read_clock(clock, &ns);

	if (error || !buffer)
		return error;
	return timespec_to_user(buffer, time_to_ns(1));
}

uint64_t deadline_of(int clock, uint64_t counts)
{
	uint64_t wall_start;

	if (clock != CLOCK_REALTIME)
		return counts;
	wall_start = time_from_ns(time_wall_ns()) - time_now();
	return counts > wall_start ? counts - wall_start : 0;
}

long sys_clock_nanosleep(kind_clock clock, kind_hex flags, kind_time_in request,
			 kind_pointer remaining)
{
	uint64_t counts;
	long error;

	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME)
		return -EINVAL;
	error = timespec_from_user(request, &counts);
	if (error)
		return error;
	if (flags & TIMER_ABSTIME)
		return sleep_until(deadline_of(clock, counts), 0);
	return sleep_until(time_now() + counts, remaining);
}
