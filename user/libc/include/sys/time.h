#pragma once

#include <abi/time.h>
#include <sys/types.h>

struct timeval {
	time_t tv_sec;
	suseconds_t tv_usec;
};

struct itimerval {
	struct timeval it_interval;
	struct timeval it_value;
};

int getitimer(int which, struct itimerval *timer);
int setitimer(int which, const struct itimerval *timer, struct itimerval *old);
int gettimeofday(struct timeval *now, void *zone);
