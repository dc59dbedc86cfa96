/* Patterns to paths: one folder after the other is read and matched. */
#include "shell.h"
#include <dirent.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool has_wildcard(const char *text, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++) {
		if (text[i] == '\\' && i + 1 < length)
			i++;
		else if (text[i] == '*' || text[i] == '?' || text[i] == '[')
			return true;
	}
	return false;
}

/* The text without the backslashes that quote. */
static char *unescape(const char *text, size_t length)
{
	char *plain = arena_copy(&scratch, text, length), *to = plain;
	size_t i;

	for (i = 0; i < length; i++) {
		if (text[i] == '\\' && i + 1 < length)
			i++;
		*to++ = text[i];
	}
	*to = '\0';
	return plain;
}

static char *concatenate(const char *a, const char *b)
{
	size_t length = strlen(a);
	char *both = arena_allocate(&scratch, length + strlen(b) + 1);

	memcpy(both, a, length);
	strcpy(both + length, b);
	return both;
}

static void walk(struct field_list *list, char *path, const char *pattern);

/* A path that ends with a slash. */
static void add_folder(struct field_list *list, char *path)
{
	struct stat status;

	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		field_add(list, path);
}

/* Go on with the rest of the pattern behind an element that is there. */
static void walk_rest(struct field_list *list, char *path, const char *rest)
{
	struct stat status;
	size_t slashes = strspn(rest, "/");

	if (slashes == 0) {
		if (lstat(path, &status) == 0)
			field_add(list, path);
		return;
	}
	walk(list, concatenate(path, arena_copy(&scratch, rest, slashes)), rest + slashes);
}

static void walk_folder(struct field_list *list, char *path, const char *pattern, size_t length)
{
	char *element = arena_copy(&scratch, pattern, length);
	DIR *directory = opendir(*path == '\0' ? "." : path);
	struct dirent *entry;

	if (directory == NULL)
		return;
	while ((entry = readdir(directory)) != NULL)
		if (fnmatch(element, entry->d_name, FNM_PERIOD) == 0)
			walk_rest(list, concatenate(path, entry->d_name), pattern + length);
	closedir(directory);
}

/* `path` is what has been found so far and ends with a slash, or is empty. */
static void walk(struct field_list *list, char *path, const char *pattern)
{
	size_t length = strcspn(pattern, "/");

	if (*pattern == '\0')
		add_folder(list, path);
	else if (has_wildcard(pattern, length))
		walk_folder(list, path, pattern, length);
	else
		walk_rest(list, concatenate(path, unescape(pattern, length)), pattern + length);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void glob_add(struct field_list *list, const char *pattern)
{
	size_t before = list->count;
	size_t slashes = strspn(pattern, "/");

	walk(list, arena_copy(&scratch, pattern, slashes), pattern + slashes);
	if (list->count == before)
		field_add(list, unescape(pattern, strlen(pattern)));
	qsort(list->fields + before, list->count - before, sizeof(*list->fields), compare);
}
