#include "calls.h"
#include "files.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <fs/path.h>
#include <mm/page.h>
#include <mm/ucopy.h>

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

/* An empty path means the descriptor itself, which is no link. Returns 0 or -errno. */
static long start_of_link(int dirfd, struct at *at)
{
	if (at->path[0])
		return fd_directory(dirfd, at->path, &at->start);
	return dirfd == AT_FDCWD || fd_file(dirfd) ? -ENOENT : -EBADF;
}

long sys_readlinkat(kind_dirfd dirfd, kind_path path, kind_outbuf buffer, kind_size size)
{
	struct at at = { .path = NULL };
	char *page = NULL;
	long length;

	if ((int)size <= 0)
		return -EINVAL;
	length = path_or_nothing_from_user(path, &at.path);
	if (length)
		return length;
	length = start_of_link(dirfd, &at);
	if (!length) {
		page = page_alloc();
		length = page ? path_read_link(at.start, at.path, page, MIN(size, PAGE_SIZE)) :
				-ENOMEM;
	}
	if (length > 0 && copy_to_user(buffer, page, (size_t)length) < 0)
		length = -EFAULT;
	if (page)
		page_free(page);
	at_put(&at);
	return length;
}
