/* touch: make files, or make them new. */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool access_only, no_create, modification_only;

static int touch(const char *path)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_NOW }, { .tv_nsec = UTIME_NOW } };
	int fd;

	if (access_only)
		times[1].tv_nsec = UTIME_OMIT;
	if (modification_only)
		times[0].tv_nsec = UTIME_OMIT;
	if (utimensat(AT_FDCWD, path, times, 0) == 0)
		return 0;
	if (errno == ENOENT && no_create)
		return 0;
	fd = errno == ENOENT ? open(path, O_WRONLY | O_CREAT, 0666) : -1;
	if (fd < 0) {
		warn("cannot touch '%s'", path);
		return 1;
	}
	close(fd);
	return 0;
}

int main(int argc, char **argv)
{
	int option, status = 0;

	while ((option = getopt(argc, argv, "acm")) != -1) {
		if (option == 'a')
			access_only = true;
		else if (option == 'c')
			no_create = true;
		else if (option == 'm')
			modification_only = true;
		else
			optind = argc;
	}
	if (optind >= argc) {
		fprintf(stderr, "usage: touch [-acm] FILE...\n");
		return 2;
	}
	for (; optind < argc; optind++)
		status |= touch(argv[optind]);
	return status;
}
