/*
 * read and write where there are no files: descriptors 0 to 2 are the console.
 */
#include "calls.h"

#include <abi/errno.h>
#include <kernel/chardev.h>
#include <mm/uio.h>

static struct chardev *device_of(int fd)
{
	return fd >= 0 && fd <= 2 ? chardev_find(DEV_CONSOLE) : NULL;
}

long sys_read(kind_fd fd, kind_outbuf buffer, kind_size size)
{
	struct chardev *device = device_of(fd);
	struct uio uio = { .address = buffer, .left = size, .user = true, .to_user = true };

	return device ? device->ops->read(device, &uio, false) : -EBADF;
}

long sys_write(kind_fd fd, kind_inbuf buffer, kind_size size)
{
	struct chardev *device = device_of(fd);
	struct uio uio = { .address = buffer, .left = size, .user = true };

	return device ? device->ops->write(device, &uio, false) : -EBADF;
}
