/*
 * The working folder. Its path is the one on which the shell came there: symbolic links stay in it,
 * and .. leads back where one came from. It is worked out from the path that `cd` was given and
 * from where the shell was before. When it does not lead there any more, the kernel is asked.
 */
#include "shell.h"
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *ask_kernel(void)
{
	static char path[PATH_MAX];

	return getcwd(path, sizeof(path));
}

/* Append the elements of `path` to `folder`, which is "" for the root; . and .. are worked off. */
static void append(char *folder, const char *path)
{
	while (*path != '\0') {
		size_t length = strcspn(path, "/");
		char *slash = strrchr(folder, '/');

		if (length == 2 && strncmp(path, "..", 2) == 0) {
			if (slash != NULL)
				*slash = '\0';
		} else if (length > 0 && (length > 1 || *path != '.')) {
			strcat(folder, "/");
			strncat(folder, path, length);
		}
		path += length;
		path += *path == '/';
	}
}

static const char *work_out(const char *path)
{
	const char *before = variable_get("PWD");
	char *folder;

	if (before == NULL || *path == '/' || strcmp(before, "/") == 0)
		before = "";
	folder = arena_allocate(&scratch, strlen(before) + strlen(path) + 2);
	strcpy(folder, before);
	append(folder, path);
	return *folder == '\0' ? "/" : folder;
}

static bool leads_here(const char *path)
{
	struct stat there, here;

	return path != NULL && *path == '/' && stat(path, &there) == 0 && stat(".", &here) == 0 &&
	       there.st_dev == here.st_dev && there.st_ino == here.st_ino;
}

const char *folder_now(bool physical)
{
	const char *known = variable_get("PWD"), *path;

	if (!physical && leads_here(known))
		return known;
	path = ask_kernel();
	return path == NULL ? known : path;
}

void folder_start(void)
{
	const char *path = folder_now(false);

	variable_set("PWD", path == NULL ? "/" : path);
}

bool folder_change(const char *path, bool physical)
{
	const char *before = variable_get("PWD"), *now = work_out(path);

	if (*path == '\0') {
		errno = ENOENT;
		return false;
	}
	if (physical || !leads_here(before) || chdir(now) < 0) {
		if (chdir(path) < 0)
			return false;
		if (ask_kernel() != NULL)
			now = ask_kernel();
	}
	variable_set("OLDPWD", before == NULL ? "" : before);
	variable_set("PWD", now);
	return true;
}
