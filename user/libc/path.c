/* Calls on paths. Each classic call is its *at() relative with the working directory. */
#include "call.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

static int open_at(int directory, const char *path, int flags, mode_t mode)
{
	return (int)libc_result(CALL(openat, directory, path, flags, mode));
}

/* The mode is there only when a file may be made; otherwise it is never looked at. */
int open(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = va_arg(arguments, mode_t);
	va_end(arguments);
	return open_at(AT_FDCWD, path, flags, mode);
}

int openat(int directory, const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = va_arg(arguments, mode_t);
	va_end(arguments);
	return open_at(directory, path, flags, mode);
}

int creat(const char *path, mode_t mode)
{
	return open_at(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int fstatat(int directory, const char *path, struct stat *status, int flags)
{
	return (int)libc_result(CALL(newfstatat, directory, path, status, flags));
}

int stat(const char *path, struct stat *status)
{
	return fstatat(AT_FDCWD, path, status, 0);
}

int lstat(const char *path, struct stat *status)
{
	return fstatat(AT_FDCWD, path, status, AT_SYMLINK_NOFOLLOW);
}

int mkdirat(int directory, const char *path, mode_t mode)
{
	return (int)libc_result(CALL(mkdirat, directory, path, mode));
}

int mkdir(const char *path, mode_t mode)
{
	return mkdirat(AT_FDCWD, path, mode);
}

int mknodat(int directory, const char *path, mode_t mode, dev_t device)
{
	return (int)libc_result(CALL(mknodat, directory, path, mode, device));
}

int mknod(const char *path, mode_t mode, dev_t device)
{
	return mknodat(AT_FDCWD, path, mode, device);
}

int unlinkat(int directory, const char *path, int flags)
{
	return (int)libc_result(CALL(unlinkat, directory, path, flags));
}

int unlink(const char *path)
{
	return unlinkat(AT_FDCWD, path, 0);
}

int rmdir(const char *path)
{
	return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

int remove(const char *path)
{
	if (unlink(path) == 0)
		return 0;
	return errno == EISDIR ? rmdir(path) : -1;
}

int linkat(int from_directory, const char *from, int to_directory, const char *to, int flags)
{
	return (int)libc_result(CALL(linkat, from_directory, from, to_directory, to, flags));
}

int link(const char *from, const char *to)
{
	return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int symlinkat(const char *text, int directory, const char *path)
{
	return (int)libc_result(CALL(symlinkat, text, directory, path));
}

int symlink(const char *text, const char *path)
{
	return symlinkat(text, AT_FDCWD, path);
}

ssize_t readlinkat(int directory, const char *path, char *buffer, size_t size)
{
	return libc_result(CALL(readlinkat, directory, path, buffer, size));
}

ssize_t readlink(const char *path, char *buffer, size_t size)
{
	return readlinkat(AT_FDCWD, path, buffer, size);
}

int renameat2(int from_directory, const char *from, int to_directory, const char *to,
	      unsigned int flags)
{
	return (int)libc_result(CALL(renameat2, from_directory, from, to_directory, to, flags));
}

int renameat(int from_directory, const char *from, int to_directory, const char *to)
{
	return renameat2(from_directory, from, to_directory, to, 0);
}

int rename(const char *from, const char *to)
{
	return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

/* The call has no flags: only what it does by itself can be asked for. */
int faccessat(int directory, const char *path, int mode, int flags)
{
	if ((flags & ~AT_EACCESS) != 0)
		return (int)libc_result(-EINVAL);
	return (int)libc_result(CALL(faccessat, directory, path, mode));
}

int access(const char *path, int mode)
{
	return faccessat(AT_FDCWD, path, mode, 0);
}

int chdir(const char *path)
{
	return (int)libc_result(CALL(chdir, path));
}

char *getcwd(char *buffer, size_t size)
{
	return libc_result(CALL(getcwd, buffer, size)) < 0 ? NULL : buffer;
}

int truncate(const char *path, off_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), result;

	if (fd < 0)
		return -1;
	result = ftruncate(fd, size);
	close(fd);
	return result;
}

int utimensat(int directory, const char *path, const struct timespec times[2], int flags)
{
	return (int)libc_result(CALL(utimensat, directory, path, times, flags));
}

int futimens(int fd, const struct timespec times[2])
{
	return utimensat(fd, NULL, times, 0);
}

/* Cannot fail: without the call there is no mask. */
mode_t umask(mode_t mask)
{
	long before = CALL(umask, mask);

	return before < 0 ? 0 : (mode_t)before;
}

int statfs(const char *path, struct statfs *status)
{
	return (int)libc_result(CALL(statfs, path, status));
}
