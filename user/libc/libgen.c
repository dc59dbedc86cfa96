/* The two halves of a path. Both may change the path they are given. */
#include <libgen.h>
#include <string.h>

/* Cut slashes off the end, but leave a single one. */
static size_t without_slashes(const char *path, size_t length)
{
	while (length > 1 && path[length - 1] == '/')
		length--;
	return length;
}

char *basename(char *path)
{
	char *slash;

	if (path == NULL || *path == '\0')
		return ".";
	path[without_slashes(path, strlen(path))] = '\0';
	slash = strrchr(path, '/');
	return slash == NULL || slash[1] == '\0' ? path : slash + 1;
}

char *dirname(char *path)
{
	size_t length;

	if (path == NULL || *path == '\0')
		return ".";
	length = without_slashes(path, strlen(path));
	while (length > 0 && path[length - 1] != '/')
		length--;
	if (length == 0)
		return ".";
	path[without_slashes(path, length)] = '\0';
	return path;
}
