/* Whether two paths are the same name. */
#include "same_file.h"
#include <libgen.h>
#include <limits.h>
#include <string.h>

static bool is_same_folder(const char *one, const char *other)
{
	struct stat a, b;

	return stat(one, &a) == 0 && stat(other, &b) == 0 && is_same_inode(&a, &b);
}

bool is_same_name(const char *one, const char *other)
{
	char copies[4][PATH_MAX];

	for (int i = 0; i < 4; i++)
		strlcpy(copies[i], i % 2 ? other : one, sizeof(copies[i]));
	return strcmp(basename(copies[0]), basename(copies[1])) == 0 &&
	       is_same_folder(dirname(copies[2]), dirname(copies[3]));
}
