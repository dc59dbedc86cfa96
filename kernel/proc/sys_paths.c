/*
 * Further calls on paths: what CALLS_FILES provides, by name.
 */
#include "calls.h"
#include "files.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/stat.h>
#include <abi/time.h>
#include <fs/path.h>
#include <kernel/time.h>
#include <mm/page.h>
#include <mm/ucopy.h>

long sys_getcwd(kind_outpath buffer, kind_size size)
{
	char *page = page_alloc();
	ssize_t length;
	long result;

	if (!page)
		return -ENOMEM;
	length = path_of_directory(fd_working_directory(), page, PAGE_SIZE);
	if (length < 0)
		result = length;
	else if ((size_t)length >= size)
		result = -ERANGE;
	else
		result = copy_to_user(buffer, page, (size_t)length + 1) < 0 ? -EFAULT : length + 1;
	page_free(page);
	return result;
}

long path_check(kind_path path)
{
	struct inode *inode;
	long error = lookup_at(AT_FDCWD, path, 0, &inode);

	if (!error)
		inode_put(inode);
	return error;
}

long sys_renameat2(kind_dirfd old_dirfd, kind_path old_path, kind_dirfd new_dirfd,
		   kind_path new_path, kind_hex flags)
{
	struct at from, to;
	long error, earlier;

	if (flags & ~RENAME_NOREPLACE)
		return -EINVAL;
	error = at_get(&from, old_dirfd, old_path);
	if (error)
		return error;
	error = at_get(&to, new_dirfd, new_path);
	if (!error) {
		error = path_rename(from.start, from.path, to.start, to.path, (unsigned int)flags);
		at_put(&to);
	} else {
		/* What is wrong with the first path comes before that. */
		earlier = path_reach(from.start, from.path);
		error = earlier ? earlier : error;
	}
	at_put(&from);
	return error;
}

/* One of utimensat's times in nanoseconds. Returns 0 or -EINVAL. */
static int wanted_time(const struct abi_timespec *time, uint64_t *ns)
{
	if (time->tv_nsec == UTIME_NOW)
		*ns = time_wall_ns();
	else if (time->tv_nsec == UTIME_OMIT)
		*ns = INODE_TIME_OMIT;
	else if (time->tv_nsec < 0 || time->tv_nsec >= 1000000000)
		return -EINVAL;
	else
		*ns = (uint64_t)time->tv_sec * 1000000000u + (uint64_t)time->tv_nsec;
	return 0;
}

static long set_times(struct inode *inode, const struct abi_timespec times[2])
{
	uint64_t accessed, modified;

	if (wanted_time(&times[0], &accessed) || wanted_time(&times[1], &modified))
		return -EINVAL;
	return inode_set_times(inode, accessed, modified);
}

/* A NULL path means the descriptor itself. */
static long utimens_inode(int dirfd, uaddr_t path, long flags, struct inode **inode)
{
	struct file *file;

	if (path)
		return lookup_at(dirfd, path, flags & AT_SYMLINK_NOFOLLOW ? PATH_NOFOLLOW : 0,
				 inode);
	file = fd_file(dirfd);
	if (!file || !file->inode)
		return file ? -EINVAL : -EBADF;
	*inode = inode_get(file->inode);
	return 0;
}

long sys_utimensat(kind_dirfd dirfd, kind_path path, kind_times_in user_times,
		   kind_at_flags flags)
{
	struct abi_timespec times[2] = { { .tv_nsec = UTIME_NOW }, { .tv_nsec = UTIME_NOW } };
	struct inode *inode;
	long error;

	if (flags & ~AT_SYMLINK_NOFOLLOW)
		return -EINVAL;
	if (user_times && copy_from_user(times, user_times, sizeof(times)) < 0)
		return -EFAULT;
	error = utimens_inode(dirfd, path, flags, &inode);
	if (error)
		return error;
	error = set_times(inode, times);
	inode_put(inode);
	return error;
}
