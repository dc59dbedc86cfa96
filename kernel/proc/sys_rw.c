/*
 * read and write on descriptors.
 */
#include "calls.h"
#include "files.h"

#include <abi/errno.h>
#include <abi/signal.h>

/* A write into a pipe that nobody reads ends the writer; init survives its signals. */
long written(long result)
{
	if (result == -EPIPE && process_current()->pid != PID_INIT)
		process_kill_self(SIGPIPE);
	return result;
}

long sys_read(kind_fd fd, kind_outbuf buffer, kind_size size)
{
	struct file *file = fd_file(fd);
	struct uio uio = uio_user(buffer, size, true);

	return file ? file_read(file, &uio) : -EBADF;
}

long sys_write(kind_fd fd, kind_inbuf buffer, kind_size size)
{
	struct file *file = fd_file(fd);
	struct uio uio = uio_user(buffer, size, false);

	return file ? written(file_write(file, &uio)) : -EBADF;
}
