#pragma once

#include <abi/time.h>
#include <stddef.h>
#include <sys/types.h>

#define CLOCKS_PER_SEC 1000000

typedef long clock_t;
typedef int clockid_t;

struct timespec {
	time_t tv_sec;
	long tv_nsec;
};

struct tm {
	int tm_sec, tm_min, tm_hour;
	int tm_mday; /* from 1 */
	int tm_mon;  /* from 0 */
	int tm_year; /* since 1900 */
	int tm_wday; /* Sunday is 0 */
	int tm_yday; /* from 0 */
	int tm_isdst;
};

time_t time(time_t *now);
clock_t clock(void);
double difftime(time_t end, time_t start);
time_t mktime(struct tm *fields);
time_t timegm(struct tm *fields);
struct tm *gmtime(const time_t *time);
struct tm *gmtime_r(const time_t *time, struct tm *fields);
struct tm *localtime(const time_t *time);
struct tm *localtime_r(const time_t *time, struct tm *fields);
char *asctime(const struct tm *fields);
char *ctime(const time_t *time);
size_t strftime(char *buffer, size_t size, const char *format, const struct tm *fields);

int clock_gettime(clockid_t clock, struct timespec *time);
int clock_getres(clockid_t clock, struct timespec *resolution);
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time,
		    struct timespec *left);
int nanosleep(const struct timespec *time, struct timespec *left);
