#include "calls.h"
#include "files.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <fs/pipe.h>
#include <mm/ucopy.h>

/* Descriptors for both ends, or none. */
static long install_both(struct file *reader, struct file *writer, bool close_on_exec, int fds[2])
{
	fds[0] = fd_install(reader, 0, close_on_exec);
	if (fds[0] < 0) {
		file_put(writer);
		return fds[0];
	}
	fds[1] = fd_install(writer, 0, close_on_exec);
	if (fds[1] < 0) {
		fd_close(fds[0]);
		return fds[1];
	}
	return 0;
}

long sys_pipe2(kind_fds fds, kind_fd_flags flags)
{
	struct file *reader, *writer;
	int both[2];
	long error;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	error = pipe_create((unsigned int)flags & O_NONBLOCK, &reader, &writer);
	if (!error)
		error = install_both(reader, writer, flags & O_CLOEXEC, both);
	if (error)
		return error;
	if (copy_to_user(fds, both, sizeof(both)) < 0) {
		fd_close(both[0]);
		fd_close(both[1]);
		return -EFAULT;
	}
	return 0;
}
