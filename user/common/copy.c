/* Copying and removing trees. */
#include "copy.h"
#include "same_file.h"
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool path_in_folder(const char *file, const char *folder, char *path, size_t size)
{
	char copy[PATH_MAX];
	const char *slash = folder[strlen(folder) - 1] == '/' ? "" : "/";

	strlcpy(copy, file, sizeof(copy));
	if (snprintf(path, size, "%s%s%s", folder, slash, basename(copy)) < (int)size)
		return true;
	errno = ENAMETOOLONG;
	warn("%s", file);
	return false;
}

bool may_replace(const char *to, const struct copy_options *options)
{
	struct stat status;
	int first, c;

	if (lstat(to, &status) < 0)
		return true;
	if (options->keep_existing || !options->ask)
		return !options->keep_existing;
	fprintf(stderr, "%s: overwrite '%s'? ", getprogname(), to);
	first = c = getchar();
	while (c != '\n' && c != EOF)
		c = getchar();
	return first == 'y' || first == 'Y';
}

static int complain(const char *path)
{
	warn("%s", path);
	return 1;
}

static int copy_bytes(int input, int output, const char *from, const char *to)
{
	static char buffer[32768];
	ssize_t size, done, written;

	while ((size = read(input, buffer, sizeof(buffer))) != 0) {
		if (size < 0)
			return complain(from);
		for (done = 0; done < size; done += written) {
			written = write(output, buffer + done, (size_t)(size - done));
			if (written < 0)
				return complain(to);
		}
	}
	return 0;
}

static int open_target(const char *to, const struct stat *status, bool force)
{
	int flags = O_WRONLY | O_CREAT | O_TRUNC;
	int fd = open(to, flags, status->st_mode & 0777);

	if (fd < 0 && force && unlink(to) == 0)
		fd = open(to, flags, status->st_mode & 0777);
	return fd;
}

static int copy_file(const char *from, const char *to, const struct stat *status,
		     const struct copy_options *options)
{
	int input = open(from, O_RDONLY), output, result;

	if (input < 0)
		return complain(from);
	output = open_target(to, status, options->force);
	if (output < 0) {
		close(input);
		return complain(to);
	}
	result = copy_bytes(input, output, from, to);
	close(input);
	if (close(output) < 0)
		result = complain(to);
	return result;
}

static int copy_entries(const char *from, const char *to, const struct copy_options *options)
{
	DIR *directory = opendir(from);
	struct dirent *entry;
	int result = 0;

	if (directory == NULL)
		return complain(from);
	for (errno = 0; (entry = readdir(directory)) != NULL; errno = 0) {
		char *source, *target;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (asprintf(&source, "%s/%s", from, entry->d_name) < 0 ||
		    asprintf(&target, "%s/%s", to, entry->d_name) < 0)
			err(1, "out of memory");
		result |= copy_path(source, target, options);
		free(source);
		free(target);
	}
	if (errno != 0)
		result = complain(from);
	closedir(directory);
	return result;
}

/* A folder must not be copied into itself: there would be no end. */
static bool lies_in(const char *to, const struct stat *folder)
{
	char path[PATH_MAX], *slash;
	struct stat status;

	strlcpy(path, to, sizeof(path));
	for (;;) {
		if (stat(path, &status) == 0 && is_same_inode(&status, folder))
			return true;
		slash = strrchr(path, '/');
		if (slash == NULL)
			break;
		*slash = '\0';
	}
	return stat(to[0] == '/' ? "/" : ".", &status) == 0 && is_same_inode(&status, folder);
}

static int copy_folder(const char *from, const char *to, const struct stat *status,
		       const struct copy_options *options)
{
	if (!options->recursive) {
		warnx("-r not specified; omitting folder '%s'", from);
		return 1;
	}
	if (lies_in(to, status)) {
		warnx("cannot copy folder '%s' into itself, '%s'", from, to);
		return 1;
	}
	if (mkdir(to, status->st_mode & 0777) < 0 && (errno != EEXIST || !is_folder(to)))
		return complain(to);
	return copy_entries(from, to, options);
}

static int copy_link(const char *from, const char *to, bool force)
{
	char target[PATH_MAX];
	ssize_t length = readlink(from, target, sizeof(target) - 1);

	if (length < 0)
		return complain(from);
	target[length] = '\0';
	if (force)
		unlink(to);
	return symlink(target, to) < 0 ? complain(to) : 0;
}

static int copy_by_type(const char *from, const char *to, const struct stat *status,
			const struct copy_options *options)
{
	if (S_ISDIR(status->st_mode))
		return copy_folder(from, to, status, options);
	if (S_ISLNK(status->st_mode))
		return copy_link(from, to, options->force);
	if (options->recursive && (S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode)))
		return mknod(to, status->st_mode, status->st_rdev) < 0 ? complain(to) : 0;
	return copy_file(from, to, status, options);
}

int copy_path(const char *from, const char *to, const struct copy_options *options)
{
	struct stat status, target;
	int result;

	if ((options->follow ? stat(from, &status) : lstat(from, &status)) < 0)
		return complain(from);
	if (stat(to, &target) == 0 && is_same_inode(&target, &status)) {
		warnx("'%s' and '%s' are the same file", from, to);
		return 1;
	}
	if (!S_ISDIR(status.st_mode) && !may_replace(to, options))
		return 0;
	result = copy_by_type(from, to, &status, options);
	if (result == 0 && options->keep_times && !S_ISLNK(status.st_mode)) {
		struct timespec times[2] = { status.st_atim, status.st_mtim };

		utimensat(AT_FDCWD, to, times, 0);
	}
	if (result == 0 && options->verbose)
		printf("'%s' -> '%s'\n", from, to);
	return result;
}

int remove_copied(const char *path)
{
	struct stat status;
	struct dirent *entry;
	DIR *directory;
	int result = 0;

	if (lstat(path, &status) < 0)
		return complain(path);
	if (!S_ISDIR(status.st_mode))
		return unlink(path) < 0 ? complain(path) : 0;
	directory = opendir(path);
	if (directory == NULL)
		return complain(path);
	for (errno = 0; (entry = readdir(directory)) != NULL; errno = 0) {
		char *child;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (asprintf(&child, "%s/%s", path, entry->d_name) < 0)
			err(1, "out of memory");
		result |= remove_copied(child);
		free(child);
	}
	if (errno != 0)
		result = complain(path);
	closedir(directory);
	return result != 0 ? result : rmdir(path) < 0 ? complain(path) : 0;
}
