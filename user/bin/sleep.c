/* sleep: wait. */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NANOSECONDS 1000000000L

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: sleep SECONDS[s|m|h|d]...\n");
	exit(2);
}

/* The digits behind a point, as nanoseconds. */
static long parse_fraction(const char **at)
{
	long unit = NANOSECONDS / 10, sum = 0;

	for (; isdigit((unsigned char)**at); (*at)++, unit /= 10)
		sum += (**at - '0') * unit;
	return sum;
}

static long unit_seconds(const char *unit)
{
	switch (*unit) {
	case '\0':
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	default:
		return 0;
	}
}

static void add_time(struct timespec *sum, const char *text)
{
	const char *at = text;
	long nanoseconds = 0, unit;
	unsigned long seconds = 0;

	if (isdigit((unsigned char)*at))
		seconds = strtoul(at, (char **)&at, 10);
	if (*at == '.') {
		at++;
		nanoseconds = parse_fraction(&at);
	}
	unit = unit_seconds(at);
	if (at == text || unit == 0 || (*at != '\0' && at[1] != '\0'))
		errx(1, "invalid time interval '%s'", text);
	nanoseconds = nanoseconds * unit + sum->tv_nsec;
	sum->tv_sec += (time_t)(seconds * (unsigned long)unit) + nanoseconds / NANOSECONDS;
	sum->tv_nsec = nanoseconds % NANOSECONDS;
}

int main(int argc, char **argv)
{
	struct timespec time = { 0 };

	if (getopt(argc, argv, "") != -1 || optind == argc)
		usage();
	for (; optind < argc; optind++)
		add_time(&time, argv[optind]);
	while (nanosleep(&time, &time) < 0)
		if (errno != EINTR)
			err(1, "cannot sleep");
	return 0;
}
