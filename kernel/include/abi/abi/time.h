/* Clocks and the structures that carry times. */
#pragma once

#include <stdint.h>

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID 3
#define CLOCK_MONOTONIC_RAW 4
#define CLOCK_REALTIME_COARSE 5
#define CLOCK_MONOTONIC_COARSE 6
#define CLOCK_BOOTTIME 7

/* clock_nanosleep() */
#define TIMER_ABSTIME 1

/* times() counts in this unit, 1/100 s, whatever the tick of the kernel is (auxv: AT_CLKTCK). */
#define ABI_CLOCK_TICKS_PER_SECOND 100

struct abi_timespec {
	int64_t tv_sec;
	int64_t tv_nsec;
};

struct abi_timeval {
	int64_t tv_sec;
	int64_t tv_usec;
};

/* setitimer(): the timer that runs in real time and sends SIGALRM. */
#define ITIMER_REAL 0
#define ITIMER_VIRTUAL 1
#define ITIMER_PROF 2

struct abi_itimerval {
	struct abi_timeval it_interval;
	struct abi_timeval it_value;
};

struct abi_timezone {
	int32_t tz_minuteswest;
	int32_t tz_dsttime;
};

struct abi_tms {
	int64_t tms_utime;  /* of the process, in user mode */
	int64_t tms_stime;  /* of the process, in the kernel */
	int64_t tms_cutime; /* of children that were waited for */
	int64_t tms_cstime;
};
