/* ln: links. */
#include "same_file.h"
#include <err.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool symbolic, force, verbose;

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: ln [-fsv] FILE [NAME]\n"
			"       ln [-fsv] FILE... FOLDER\n");
	exit(2);
}

static bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int make_link(const char *from, const char *to)
{
	return symbolic ? symlink(from, to) : link(from, to);
}

/* Would the file be lost with what is at `to`? Another name of it may go. */
static bool is_lost(const char *from, const char *to)
{
	struct stat source, target;

	return (symbolic ? stat(from, &source) : lstat(from, &source)) == 0 &&
	       lstat(to, &target) == 0 && is_same_inode(&source, &target) &&
	       (source.st_nlink == 1 || is_same_name(from, to));
}

/* Give `to` to what has a temporary name. Without the call renameat2 it is missing for a moment. */
static int move_over(const char *temporary, const char *to)
{
	if (rename(temporary, to) == 0)
		return 0;
	if (errno != ENOSYS || unlink(to) < 0)
		return -1;
	return link(temporary, to);
}

/* The link is made beside the file that is there, which stays when that fails. */
static int replace(const char *from, const char *to)
{
	char copy[PATH_MAX], temporary[PATH_MAX];
	int number = getpid(), result, error;
	const char *folder;

	strlcpy(copy, to, sizeof(copy));
	folder = dirname(copy);
	do {
		if (snprintf(temporary, sizeof(temporary), "%s/ln.%d", folder, number++) >=
		    (int)sizeof(temporary)) {
			errno = ENAMETOOLONG;
			return -1;
		}
		result = make_link(from, temporary);
	} while (result < 0 && errno == EEXIST);
	if (result < 0)
		return -1;
	result = move_over(temporary, to);
	error = errno;
	/* It is still there after an error, or if both were names of one file. */
	unlink(temporary);
	errno = error;
	return result;
}

static int make(const char *from, const char *to)
{
	int result = make_link(from, to);

	if (result < 0 && errno == EEXIST && force) {
		if (is_lost(from, to)) {
			warnx("'%s' and '%s' are the same file", from, to);
			return 1;
		}
		result = replace(from, to);
	}
	if (result < 0) {
		warn("'%s' to '%s'", to, from);
		return 1;
	}
	if (verbose)
		printf("'%s' -> '%s'\n", to, from);
	return 0;
}

static int make_in(const char *from, const char *folder)
{
	char copy[PATH_MAX], to[PATH_MAX];

	strlcpy(copy, from, sizeof(copy));
	if (snprintf(to, sizeof(to), "%s/%s", folder, basename(copy)) >= (int)sizeof(to)) {
		errno = ENAMETOOLONG;
		warn("%s", from);
		return 1;
	}
	return make(from, to);
}

int main(int argc, char **argv)
{
	int option, status = 0;
	const char *last;

	while ((option = getopt(argc, argv, "fsv")) != -1) {
		if (option == 'f')
			force = true;
		else if (option == 's')
			symbolic = true;
		else if (option == 'v')
			verbose = true;
		else
			usage();
	}
	argc -= optind;
	argv += optind;
	if (argc == 0)
		usage();
	if (argc == 1)
		return make_in(argv[0], ".");
	last = argv[argc - 1];
	if (argc == 2 && !is_folder(last))
		return make(argv[0], last);
	if (!is_folder(last))
		errx(1, "'%s' is not a folder", last);
	for (; argc > 1; argc--, argv++)
		status |= make_in(argv[0], last);
	return status;
}
