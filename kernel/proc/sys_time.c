/*
 * Sleeping, and the time in hundredths of a second.
 */
#include "calls.h"
#include "process.h"
#include "sys_time.h"

#include <abi/errno.h>
#include <kernel/time.h>
#include <mm/ucopy.h>

#define NS_PER_SECOND 1000000000ll

uint64_t time_in_hundredths(uint64_t counts)
{
	return counts / (time_frequency() / ABI_CLOCK_TICKS_PER_SECOND);
}

int timespec_from_user(uaddr_t from, uint64_t *counts)
{
	struct abi_timespec time;

	if (copy_from_user(&time, from, sizeof(time)) < 0)
		return -EFAULT;
	if (time.tv_sec < 0 || time.tv_nsec < 0 || time.tv_nsec >= NS_PER_SECOND)
		return -EINVAL;
	if ((uint64_t)time.tv_sec >= UINT64_MAX / NS_PER_SECOND - 1)
		*counts = UINT64_MAX / 2;
	else
		*counts = time_from_ns((uint64_t)time.tv_sec * NS_PER_SECOND +
				       (uint64_t)time.tv_nsec);
	return 0;
}

int timespec_to_user(uaddr_t to, uint64_t ns)
{
	struct abi_timespec time = {
		.tv_sec = (int64_t)(ns / NS_PER_SECOND),
		.tv_nsec = (int64_t)(ns % NS_PER_SECOND),
	};

	return copy_to_user(to, &time, sizeof(time));
}

long sleep_until(uint64_t deadline, uaddr_t remaining)
{
	uint64_t now;
	long error = thread_sleep_until(deadline);

	if (error == -EINTR)
		signal_keep_sleep(deadline, remaining);
	if (error != -EINTR || !remaining)
		return error;
	now = time_now();
	timespec_to_user(remaining, deadline > now ? time_to_ns(deadline - now) : 0);
	return error;
}

long sys_nanosleep(kind_time_in request, kind_pointer remaining)
{
	uint64_t counts;
	long error = timespec_from_user(request, &counts);

	return error ? error : sleep_until(time_now() + counts, remaining);
}

long sys_times(kind_pointer buffer)
{
	struct process *process = process_current();
	struct abi_tms times = {
		.tms_utime = (int64_t)time_in_hundredths(process_run_time_now(process)),
		.tms_cutime = (int64_t)time_in_hundredths(process->children_time),
	};

	if (buffer && copy_to_user(buffer, &times, sizeof(times)) < 0)
		return -EFAULT;
	return (long)time_in_hundredths(time_now());
}
