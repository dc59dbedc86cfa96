/* rm: remove files and folders. */
#include "same_file.h"
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool force, recursive, empty_folders, verbose, ask;

static int remove_path(const char *path);

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: rm [-dfirv] FILE...\n");
	exit(2);
}

static bool is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static bool confirmed(const char *path)
{
	int first, c;

	if (!ask)
		return true;
	fprintf(stderr, "rm: remove '%s'? ", path);
	first = c = getchar();
	while (c != '\n' && c != EOF)
		c = getchar();
	return first == 'y' || first == 'Y';
}

/* The entry is copied, since the buffer that it lies in is read anew after each removal. */
static int remove_entries(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	int status = 0;

	if (directory == NULL) {
		warn("cannot open '%s'", path);
		return 1;
	}
	for (errno = 0; (entry = readdir(directory)) != NULL; errno = 0) {
		char *child;

		if (is_dots(entry->d_name))
			continue;
		if (asprintf(&child, "%s/%s", path, entry->d_name) < 0)
			err(1, "%s", path);
		status |= remove_path(child);
		free(child);
	}
	if (errno != 0) {
		warn("cannot read '%s'", path);
		status = 1;
	}
	closedir(directory);
	return status;
}

static int remove_folder(const char *path)
{
	if (!recursive && !empty_folders) {
		errno = EISDIR;
		warn("cannot remove '%s'", path);
		return 1;
	}
	if (recursive && remove_entries(path) != 0)
		return 1;
	if (!confirmed(path))
		return 0;
	if (rmdir(path) < 0) {
		warn("cannot remove '%s'", path);
		return 1;
	}
	return 0;
}

static int remove_file(const char *path)
{
	if (!confirmed(path))
		return 0;
	if (unlink(path) < 0) {
		warn("cannot remove '%s'", path);
		return 1;
	}
	return 0;
}

static int remove_path(const char *path)
{
	struct stat status;
	int result;

	if (lstat(path, &status) < 0) {
		if (force && (errno == ENOENT || errno == ENOTDIR))
			return 0;
		warn("cannot remove '%s'", path);
		return 1;
	}
	result = S_ISDIR(status.st_mode) ? remove_folder(path) : remove_file(path);
	if (result == 0 && verbose)
		printf("removed '%s'\n", path);
	return result;
}

/* Is the last element . or .., whatever slashes stand behind it? */
static bool ends_in_dots(const char *path)
{
	size_t end = strlen(path), start;

	while (end > 0 && path[end - 1] == '/')
		end--;
	for (start = end; start > 0 && path[start - 1] == '.'; start--)
		;
	return end > start && end - start <= 2 && (start == 0 || path[start - 1] == '/');
}

static bool is_root(const char *path)
{
	struct stat status, root;

	return lstat(path, &status) == 0 && lstat("/", &root) == 0 &&
	       is_same_inode(&status, &root);
}

/* The last element of an operand must not be . or .., and the root stays. */
static bool refused(const char *path)
{
	if (ends_in_dots(path)) {
		warnx("refusing to remove '.' or '..': '%s'", path);
		return true;
	}
	if (recursive && is_root(path)) {
		warnx("refusing to remove '/'");
		return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	int option, status = 0;

	while ((option = getopt(argc, argv, "dfiRrv")) != -1) {
		if (option == 'd')
			empty_folders = true;
		else if (option == 'f')
			force = true, ask = false;
		else if (option == 'i')
			ask = true, force = false;
		else if (option == 'r' || option == 'R')
			recursive = true;
		else if (option == 'v')
			verbose = true;
		else
			usage();
	}
	if (optind == argc && !force)
		usage();
	for (; optind < argc; optind++)
		status |= refused(argv[optind]) || remove_path(argv[optind]) != 0;
	return status;
}
