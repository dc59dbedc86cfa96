/*
 * read and write on descriptors.
 */
#include "calls.h"
#include "files.h"

#include <abi/errno.h>

long written(long result)
{
	if (result == -EPIPE)
		signal_broken_pipe();
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
