/* Calls on descriptors. */
#include "call.h"
#include <errno.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/uio.h>
#include <unistd.h>

ssize_t read(int fd, void *buffer, size_t size)
{
	return libc_result(CALL(read, fd, buffer, size));
}

ssize_t write(int fd, const void *buffer, size_t size)
{
	return libc_result(CALL(write, fd, buffer, size));
}

ssize_t pread(int fd, void *buffer, size_t size, off_t offset)
{
	return libc_result(CALL(pread64, fd, buffer, size, offset));
}

ssize_t pwrite(int fd, const void *buffer, size_t size, off_t offset)
{
	return libc_result(CALL(pwrite64, fd, buffer, size, offset));
}

ssize_t readv(int fd, const struct iovec *pieces, int count)
{
	return libc_result(CALL(readv, fd, pieces, count));
}

ssize_t writev(int fd, const struct iovec *pieces, int count)
{
	return libc_result(CALL(writev, fd, pieces, count));
}

int close(int fd)
{
	return (int)libc_result(CALL(close, fd));
}

int dup(int fd)
{
	return (int)libc_result(CALL(dup, fd));
}

int dup3(int fd, int wanted, int flags)
{
	return (int)libc_result(CALL(dup3, fd, wanted, flags));
}

/* dup3() refuses equal descriptors; dup2() only checks that there is one. */
int dup2(int fd, int wanted)
{
	struct stat status;

	if (fd == wanted)
		return fstat(fd, &status) < 0 ? -1 : fd;
	return dup3(fd, wanted, 0);
}

int pipe2(int fds[2], int flags)
{
	return (int)libc_result(CALL(pipe2, fds, flags));
}

int pipe(int fds[2])
{
	return pipe2(fds, 0);
}

off_t lseek(int fd, off_t offset, int whence)
{
	return libc_result(CALL(lseek, fd, offset, whence));
}

int fsync(int fd)
{
	return (int)libc_result(CALL(fsync, fd));
}

int fdatasync(int fd)
{
	return (int)libc_result(CALL(fdatasync, fd));
}

void sync(void)
{
	CALL(sync);
}

int ftruncate(int fd, off_t size)
{
	return (int)libc_result(CALL(ftruncate, fd, size));
}

int fchdir(int fd)
{
	return (int)libc_result(CALL(fchdir, fd));
}

int fcntl(int fd, int command, ...)
{
	va_list arguments;
	long argument;

	va_start(arguments, command);
	argument = va_arg(arguments, long);
	va_end(arguments);
	return (int)libc_result(CALL(fcntl, fd, command, argument));
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list arguments;
	void *argument;

	va_start(arguments, request);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	return (int)libc_result(CALL(ioctl, fd, request, argument));
}

int fstat(int fd, struct stat *status)
{
	return (int)libc_result(CALL(fstat, fd, status));
}

int fstatfs(int fd, struct statfs *status)
{
	return (int)libc_result(CALL(fstatfs, fd, status));
}

ssize_t getdents64(int fd, void *buffer, size_t size)
{
	return libc_result(CALL(getdents64, fd, buffer, size));
}
