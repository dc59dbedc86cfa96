/* touch: make files, or set their times. */
#include "when.h"
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool access_only, no_create, modification_only;
static struct timespec times[2] = { { .tv_nsec = UTIME_NOW }, { .tv_nsec = UTIME_NOW } };

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: touch [-acm] [-d DATE | -r FILE | -t STAMP] FILE...\n");
	exit(2);
}

static void set_times(bool valid, const char *text, time_t when)
{
	if (!valid)
		errx(1, "invalid date '%s'", text);
	times[0] = times[1] = (struct timespec){ .tv_sec = when };
}

static void take_times_of(const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0)
		err(1, "%s", path);
	times[0] = status.st_atim;
	times[1] = status.st_mtim;
}

static void set_option(int option)
{
	time_t when = 0;
	bool valid;

	switch (option) {
	case 'a':
		access_only = true;
		break;
	case 'c':
		no_create = true;
		break;
	case 'd':
		valid = when_parse(optarg, &when);
		set_times(valid, optarg, when);
		break;
	case 'm':
		modification_only = true;
		break;
	case 'r':
		take_times_of(optarg);
		break;
	case 't':
		valid = when_parse_stamp(optarg, &when);
		set_times(valid, optarg, when);
		break;
	default:
		usage();
	}
}

static int touch(const char *path)
{
	int fd;

	if (utimensat(AT_FDCWD, path, times, 0) == 0)
		return 0;
	if (errno == ENOENT && no_create)
		return 0;
	fd = errno == ENOENT ? open(path, O_WRONLY | O_CREAT, 0666) : -1;
	if (fd < 0 || utimensat(AT_FDCWD, path, times, 0) < 0) {
		warn("cannot touch '%s'", path);
		if (fd >= 0)
			close(fd);
		return 1;
	}
	close(fd);
	return 0;
}

int main(int argc, char **argv)
{
	int option, status = 0;

	while ((option = getopt(argc, argv, "acd:mr:t:")) != -1)
		set_option(option);
	if (optind == argc)
		usage();
	if (access_only && !modification_only)
		times[1].tv_nsec = UTIME_OMIT;
	if (modification_only && !access_only)
		times[0].tv_nsec = UTIME_OMIT;
	for (; optind < argc; optind++)
		status |= touch(argv[optind]);
	return status;
}
