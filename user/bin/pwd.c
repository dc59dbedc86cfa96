/*
 * pwd: the working folder: its path without symbolic links, or with -L the one in $PWD, if that
 * leads here.
 */
#include <err.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool has_dots(const char *path)
{
	return strstr(path, "/./") != NULL || strstr(path, "/../") != NULL;
}

static bool leads_here(const char *path)
{
	struct stat there, here;

	return path != NULL && *path == '/' && !has_dots(path) && stat(path, &there) == 0 &&
	       stat(".", &here) == 0 && there.st_dev == here.st_dev && there.st_ino == here.st_ino;
}

int main(int argc, char **argv)
{
	char path[PATH_MAX];
	bool logical = false;
	int option;

	while ((option = getopt(argc, argv, "LP")) != -1) {
		if (option == '?') {
			fprintf(stderr, "usage: pwd [-L | -P]\n");
			return 2;
		}
		logical = option == 'L';
	}
	if (logical && leads_here(getenv("PWD"))) {
		puts(getenv("PWD"));
		return 0;
	}
	if (getcwd(path, sizeof(path)) == NULL)
		err(1, "cannot find the working folder");
	puts(path);
	return 0;
}
