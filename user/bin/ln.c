/* ln: links. */
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

static int make(const char *from, const char *to)
{
	int result;

	if (force && unlink(to) < 0 && errno != ENOENT) {
		warn("cannot remove '%s'", to);
		return 1;
	}
	result = symbolic ? symlink(from, to) : link(from, to);
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
