/*
 * What every program with a C library wants besides the classic calls: modes and copies of
 * descriptors, durability, and whether a file is there.
 */
#include "calls.h"
#include "files.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <fs/fs.h>

long sys_fsync(kind_fd fd)
{
	struct file *file = fd_file(fd);

	return file ? file_sync(file) : -EBADF;
}

long sys_sync(void)
{
	fs_sync();
	return 0;
}

long sys_ioctl(kind_fd fd, kind_request command, kind_pointer argument)
{
	struct file *file = fd_file(fd);

	return file ? file_ioctl(file, (unsigned int)command, argument) : -EBADF;
}

static long duplicate(struct file *file, long lowest, bool close_on_exec)
{
	if (lowest < 0 || lowest >= CONFIG_NOFILE)
		return -EINVAL;
	return fd_install(file_get(file), (int)lowest, close_on_exec);
}

long sys_fcntl(kind_fd fd, kind_fcntl_command command, kind_long argument)
{
	struct file *file = fd_file(fd);

	if (!file)
		return -EBADF;
	switch (command) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		return duplicate(file, argument, command == F_DUPFD_CLOEXEC);
	case F_GETFD:
		return fd_flags(fd);
	case F_SETFD:
		fd_set_flags(fd, (int)argument);
		return 0;
	case F_GETFL:
		return file->flags;
	case F_SETFL:
		file_set_flags(file, (unsigned int)argument);
		return 0;
	default:
		return -EINVAL;
	}
}

/* There are no permissions: what is there can be read, written and executed. */
long sys_faccessat(kind_dirfd dirfd, kind_path path, kind_access_mode mode)
{
	struct inode *inode;
	long error;

	if (mode & ~(R_OK | W_OK | X_OK))
		return -EINVAL;
	error = lookup_at(dirfd, path, 0, &inode);
	if (!error)
		inode_put(inode);
	return error;
}
