/*
 * The classic calls on files.
 */
#include "calls.h"
#include "files.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/stat.h>
#include <fs/path.h>
#include <kernel/chardev.h>
#include <lib/string.h>
#include <mm/ucopy.h>

long sys_openat(kind_dirfd dirfd, kind_path path, kind_open_flags flags, kind_mode mode)
{
	struct at at;
	struct file *file;
	long error = at_get(&at, dirfd, path);

	if (error)
		return error;
	error = fd_find_free(0); /* before a file is made or cut for nothing */
	if (error >= 0)
		error = file_open(at.start, at.path, (unsigned int)flags, mode, &file);
	at_put(&at);
	return error ? error : fd_install(file, 0, flags & O_CLOEXEC);
}

long sys_close(kind_fd fd)
{
	return fd_close(fd);
}

long sys_dup(kind_fd fd)
{
	struct file *file = fd_file(fd);

	return file ? fd_install(file_get(file), 0, false) : -EBADF;
}

long sys_dup3(kind_fd fd, kind_fd target, kind_fd_flags flags)
{
	struct file *file = fd_file(fd);

	if (flags & ~O_CLOEXEC || fd == target)
		return -EINVAL;
	if (!file || target < 0 || target >= CONFIG_NOFILE)
		return -EBADF;
	fd_replace(target, file_get(file), flags & O_CLOEXEC);
	return target;
}

long sys_lseek(kind_fd fd, kind_offset offset, kind_whence whence)
{
	struct file *file = fd_file(fd);

	return file ? file_seek(file, offset, whence) : -EBADF;
}

static long stat_to_user(const struct abi_stat *stat, uaddr_t to)
{
	return copy_to_user(to, stat, sizeof(*stat));
}

long sys_fstat(kind_fd fd, kind_stat buffer)
{
	struct file *file = fd_file(fd);
	struct abi_stat stat;
	long error = file ? file_stat(file, &stat) : -EBADF;

	return error ? error : stat_to_user(&stat, buffer);
}

static int stat_path(const struct at *at, long flags, struct abi_stat *stat)
{
	struct inode *inode;
	int error = path_lookup(at->start, at->path,
				flags & AT_SYMLINK_NOFOLLOW ? PATH_NOFOLLOW : 0, &inode);

	if (error)
		return error;
	error = inode_stat(inode, stat);
	inode_put(inode);
	return error;
}

/* The directory descriptor itself (AT_EMPTY_PATH with an empty path). */
static long stat_descriptor(int fd, kind_pointer buffer)
{
	struct abi_stat stat;

	if (fd != AT_FDCWD)
		return sys_fstat(fd, buffer);
	inode_stat(fd_working_directory(), &stat);
	return stat_to_user(&stat, buffer);
}

long sys_newfstatat(kind_dirfd dirfd, kind_path path, kind_stat buffer, kind_at_flags flags)
{
	struct at at = { .path = NULL };
	struct abi_stat stat;
	long error;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT))
		return -EINVAL;
	error = flags & AT_EMPTY_PATH ? path_or_nothing_from_user(path, &at.path) :
					path_from_user(path, &at.path);
	if (error)
		return error;
	if (!at.path[0]) {
		at_put(&at);
		return stat_descriptor(dirfd, buffer);
	}
	error = fd_directory(dirfd, at.path, &at.start);
	if (!error)
		error = stat_path(&at, flags, &stat);
	at_put(&at);
	return error ? error : stat_to_user(&stat, buffer);
}

long sys_getdents64(kind_fd fd, kind_dirents buffer, kind_size size)
{
	struct file *file = fd_file(fd);
	struct uio uio = uio_user(buffer, size, true);

	return file ? file_getdents(file, &uio) : -EBADF;
}

long sys_mkdirat(kind_dirfd dirfd, kind_path path, kind_mode mode)
{
	struct at at;
	long error = at_get(&at, dirfd, path);

	if (error)
		return error;
	error = path_mkdir(at.start, at.path);
	at_put(&at);
	return error;
}

long sys_mknodat(kind_dirfd dirfd, kind_path path, kind_mode mode, kind_hex device)
{
	uint32_t number = DEV_MAKE(abi_major((uint32_t)device), abi_minor((uint32_t)device));
	struct at at;
	long error = at_get(&at, dirfd, path);

	if (error)
		return error;
	error = path_mknod(at.start, at.path, mode, number);
	at_put(&at);
	return error;
}

long sys_unlinkat(kind_dirfd dirfd, kind_path path, kind_at_flags flags)
{
	struct at at;
	long error;

	if (flags & ~AT_REMOVEDIR)
		return -EINVAL;
	error = at_get(&at, dirfd, path);
	if (error)
		return error;
	error = flags ? path_rmdir(at.start, at.path) : path_unlink(at.start, at.path);
	at_put(&at);
	return error;
}

/* The second path of a call is wrong with `error`: what is wrong with the first comes before. */
static long first_error(const struct at *first, unsigned int flags, long error)
{
	struct inode *inode;
	long earlier = path_lookup(first->start, first->path, flags, &inode);

	if (earlier)
		return earlier;
	inode_put(inode);
	return error;
}

long sys_linkat(kind_dirfd old_dirfd, kind_path old_path, kind_dirfd new_dirfd, kind_path new_path,
		kind_at_flags flags)
{
	struct at from, to;
	long error;

	if (flags & ~AT_SYMLINK_FOLLOW)
		return -EINVAL;
	error = at_get(&from, old_dirfd, old_path);
	if (error)
		return error;
	error = at_get(&to, new_dirfd, new_path);
	if (!error) {
		error = path_link(from.start, from.path, to.start, to.path, flags != 0);
		at_put(&to);
	} else {
		error = first_error(&from, flags ? 0 : PATH_NOFOLLOW, error);
	}
	at_put(&from);
	return error;
}

long sys_chdir(kind_path path)
{
	struct inode *directory;
	char *name;
	long error = path_from_user(path, &name);

	if (error)
		return error;
	error = path_lookup(fd_working_directory(), name, PATH_DIRECTORY, &directory);
	path_free(name);
	if (error)
		return error;
	inode_put(fd_change_directory(directory));
	return 0;
}
