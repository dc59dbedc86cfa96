/* rmdir: remove empty folders. */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int remove_one(const char *path)
{
	if (rmdir(path) == 0)
		return 0;
	warn("cannot remove '%s'", path);
	return 1;
}

static void cut_slashes(char *path)
{
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		path[--length] = '\0';
}

/* a/b/c, then a/b, then a. */
static int remove_parents(char *path)
{
	char *slash;

	cut_slashes(path);
	while (remove_one(path) == 0) {
		slash = strrchr(path, '/');
		if (slash == NULL || slash == path)
			return 0;
		*slash = '\0';
		cut_slashes(path);
	}
	return 1;
}

int main(int argc, char **argv)
{
	bool parents = false;
	int option, status = 0;

	while ((option = getopt(argc, argv, "p")) != -1) {
		if (option != 'p')
			optind = argc;
		parents = true;
	}
	if (optind >= argc) {
		fprintf(stderr, "usage: rmdir [-p] FOLDER...\n");
		return 2;
	}
	for (; optind < argc; optind++)
		status |= parents ? remove_parents(argv[optind]) : remove_one(argv[optind]);
	return status;
}
