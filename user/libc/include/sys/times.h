#pragma once

#include <time.h>

struct tms {
	clock_t tms_utime;
	clock_t tms_stime;
	clock_t tms_cutime;
	clock_t tms_cstime;
};

/* Returns the time since some fixed moment, in 1/100 s as the fields are. */
clock_t times(struct tms *times);
