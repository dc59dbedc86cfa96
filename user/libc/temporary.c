/* Names that nobody else has, and the true name of a path. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define ATTEMPTS 100
#define PLACES 6

/* Fill the six X at the end of a template. Returns 0, or -1 when they are not there. */
static int fill_template(char *template)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	size_t length = strlen(template), i;
	unsigned char random[PLACES];

	if (length < PLACES || strspn(template + length - PLACES, "X") != PLACES) {
		errno = EINVAL;
		return -1;
	}
	if (getrandom(random, sizeof(random), 0) < 0)
		return -1;
	for (i = 0; i < PLACES; i++)
		template[length - PLACES + i] = letters[random[i] % (sizeof(letters) - 1)];
	return 0;
}

/* Try names until `make` finds one that is free; the template has the name then. */
static int make_temporary(char *template, int (*make)(const char *path))
{
	int attempt, result;

	for (attempt = 0; attempt < ATTEMPTS; attempt++) {
		if (fill_template(template) < 0)
			return -1;
		result = make(template);
		if (result >= 0 || errno != EEXIST)
			return result;
		memset(template + strlen(template) - PLACES, 'X', PLACES);
	}
	return -1;
}

static int make_file(const char *path)
{
	return open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
}

static int make_folder(const char *path)
{
	return mkdir(path, 0700);
}

int mkstemp(char *template)
{
	return make_temporary(template, make_file);
}

char *mkdtemp(char *template)
{
	return make_temporary(template, make_folder) < 0 ? NULL : template;
}

/*
 * The kernel knows the path of a folder that one is in: go there and ask, then come back. The last
 * element of a path that is no folder is kept as it is.
 */
static char *folder_path(const char *folder, char *path)
{
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *found = NULL;

	if (here < 0)
		return NULL;
	if (chdir(folder) == 0) {
		found = getcwd(path, PATH_MAX);
		if (fchdir(here) < 0)
			found = NULL;
	}
	close(here);
	return found;
}

static char *file_path(const char *path, char *resolved)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	size_t length = slash == NULL ? 1 : (size_t)(slash - path) + 1;

	memcpy(folder, slash == NULL ? "." : path, length);
	folder[length] = '\0';
	if (folder_path(folder, resolved) == NULL)
		return NULL;
	length = strlen(resolved);
	if (length + strlen(name) + 2 > PATH_MAX) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	if (length > 1)
		resolved[length++] = '/';
	strcpy(resolved + length, name);
	return resolved;
}

char *realpath(const char *path, char *resolved)
{
	char own[PATH_MAX], target[PATH_MAX];
	struct stat status;
	ssize_t length;

	if (resolved == NULL)
		return realpath(path, own) == NULL ? NULL : strdup(own);
	if (strlen(path) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	if (stat(path, &status) < 0)
		return NULL;
	if (S_ISDIR(status.st_mode))
		return folder_path(path, resolved);
	if (file_path(path, resolved) == NULL)
		return NULL;
	length = readlink(resolved, target, sizeof(target) - 1);
	if (length < 0)
		return resolved;
	target[length] = '\0';
	if (target[0] == '/')
		return realpath(target, resolved);
	strrchr(resolved, '/')[1] = '\0';
	if (strlcat(resolved, target, PATH_MAX) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	strcpy(own, resolved);
	return realpath(own, resolved);
}
