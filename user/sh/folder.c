/*
 * The working folder. The kernel is asked for its path; where it has no such call, the shell works
 * it out from the path that `cd` was given and from where it was before.
 */
#include "shell.h"
#include <limits.h>
#include <string.h>
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

void folder_start(void)
{
	const char *path = ask_kernel();

	if (path != NULL)
		variable_set("PWD", path);
	else if (variable_get("PWD") == NULL)
		variable_set("PWD", "/");
}

void folder_changed(const char *path)
{
	const char *before = variable_get("PWD"), *now = ask_kernel();

	if (now == NULL)
		now = work_out(path);
	variable_set("OLDPWD", before == NULL ? "" : before);
	variable_set("PWD", now);
}

const char *folder_now(void)
{
	const char *path = ask_kernel();

	return path == NULL ? variable_get("PWD") : path;
}
