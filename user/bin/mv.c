/* mv: rename files and folders; to another file system by copying. */
#include "copy.h"
#include "same_file.h"
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct copy_options options = { .recursive = true, .keep_times = true };
static bool verbose;

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: mv [-finv] FROM TO\n"
			"       mv [-finv] FROM... FOLDER\n");
	exit(2);
}

static bool is_same_file(const char *one, const char *other)
{
	struct stat a, b;

	return lstat(one, &a) == 0 && lstat(other, &b) == 0 && !S_ISDIR(a.st_mode) &&
	       is_same_inode(&a, &b);
}

/* Between two names of one file a rename changes nothing: the first name goes. */
static int move_to_other_name(const char *from, const char *to)
{
	if (is_same_name(from, to)) {
		warnx("'%s' and '%s' are the same file", from, to);
		return 1;
	}
	if (unlink(from) < 0) {
		warn("cannot remove '%s'", from);
		return 1;
	}
	return 0;
}

static int move(const char *from, const char *to)
{
	if (is_same_file(from, to))
		return move_to_other_name(from, to);
	if (!may_replace(to, &options))
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

	while ((option = getopt(argc, argv, "finv")) != -1) {
		if (option == 'n')
			options.keep_existing = true;
		else if (option == 'v')
			verbose = true;
		else if (option == 'i' || option == 'f')
			options.ask = option == 'i';
		else
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
