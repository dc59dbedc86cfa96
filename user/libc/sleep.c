/* Clocks and sleeping. */
#include "call.h"
#include <errno.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int nanosleep(const struct timespec *time, struct timespec *left)
{
	return (int)libc_result(CALL(nanosleep, time, left));
}

/* Unlike the others this one returns the error and leaves errno alone. */
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left)
{
	return (int)-CALL(clock_nanosleep, clock, flags, time, left);
}

unsigned int sleep(unsigned int seconds)
{
	struct timespec time = { .tv_sec = seconds };

	return nanosleep(&time, &time) < 0 ? (unsigned int)time.tv_sec : 0;
}

int usleep(useconds_t microseconds)
{
	struct timespec time = {
		.tv_sec = microseconds / 1000000,
		.tv_nsec = microseconds % 1000000 * 1000,
	};

	return nanosleep(&time, NULL);
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
	return (int)libc_result(CALL(clock_gettime, clock, time));
}

int clock_getres(clockid_t clock, struct timespec *resolution)
{
	return (int)libc_result(CALL(clock_getres, clock, resolution));
}

time_t time(time_t *now)
{
	struct timespec precise = { .tv_sec = -1 };

	clock_gettime(CLOCK_REALTIME, &precise);
	if (now != NULL)
		*now = precise.tv_sec;
	return precise.tv_sec;
}

int gettimeofday(struct timeval *now, void *zone)
{
	struct timespec precise;

	(void)zone;
	if (clock_gettime(CLOCK_REALTIME, &precise) < 0)
		return -1;
	now->tv_sec = precise.tv_sec;
	now->tv_usec = precise.tv_nsec / 1000;
	return 0;
}

clock_t clock(void)
{
	struct timespec used;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) < 0)
		return -1;
	return used.tv_sec * CLOCKS_PER_SEC + used.tv_nsec / (1000000000 / CLOCKS_PER_SEC);
}
