/* mv: rename files and folders; to another file system by copying. */
#include "copy.h"
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool no_clobber, verbose;

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: mv [-fnv] FROM TO\n"
			"       mv [-fnv] FROM... FOLDER\n");
	exit(2);
}

static int move(const char *from, const char *to)
{
	static const struct copy_options options = { .recursive = true, .keep_times = true };
	struct stat status;

	if (no_clobber && lstat(to, &status) == 0)
		return 0;
	if (rename(from, to) < 0) {
		if (errno != EXDEV) {
			warn("cannot move '%s' to '%s'", from, to);
			return 1;
		}
		if (copy_path(from, to, &options) != 0 || remove_copied(from) != 0)
			return 1;
	}
	if (verbose)
		printf("renamed '%s' -> '%s'\n", from, to);
	return 0;
}

int main(int argc, char **argv)
{
	int option, status = 0;
	bool into;

	while ((option = getopt(argc, argv, "fnv")) != -1) {
		if (option == 'n')
			no_clobber = true;
		else if (option == 'v')
			verbose = true;
		else if (option != 'f')
			usage();
	}
	argc -= optind;
	argv += optind;
	if (argc < 2)
		usage();
	into = is_folder(argv[argc - 1]);
	if (argc > 2 && !into)
		errx(1, "'%s' is not a folder", argv[argc - 1]);
	for (; argc > 1; argc--, argv++) {
		char path[PATH_MAX];

		if (into && !path_in_folder(argv[0], argv[argc - 1], path, sizeof(path)))
			status = 1;
		else
			status |= move(argv[0], into ? path : argv[argc - 1]);
	}
	return status;
}
