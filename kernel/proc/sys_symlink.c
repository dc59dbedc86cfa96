#include "calls.h"
#include "files.h"

#include <fs/path.h>

long sys_symlinkat(kind_path target, kind_dirfd dirfd, kind_path path)
{
	struct at at;
	char *text;
	long error = path_from_user(target, &text);

	if (error)
		return error;
	error = at_get(&at, dirfd, path);
	if (!error) {
		error = path_symlink(text, at.start, at.path);
		at_put(&at);
	}
	path_free(text);
	return error;
}
