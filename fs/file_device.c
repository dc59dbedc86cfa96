/*
 * Open files that lead to a character device.
 */
#include "file_private.h"
#include "volume.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/stat.h>
#include <kernel/chardev.h>
#include <lib/string.h>

static ssize_t device_read(struct file *file, struct uio *uio, uint64_t *offset)
{
	(void)offset;
	return file->chardev->ops->read(file->chardev, uio, (file->flags & O_NONBLOCK) != 0);
}

static ssize_t device_write(struct file *file, struct uio *uio, uint64_t *offset)
{
	(void)offset;
	return file->chardev->ops->write(file->chardev, uio, (file->flags & O_NONBLOCK) != 0);
}

static int device_ioctl(struct file *file, unsigned int command, uaddr_t argument)
{
	struct chardev *chardev = file->chardev;

	return chardev->ops->ioctl != NULL ? chardev->ops->ioctl(chardev, command, argument) :
					     -ENOTTY;
}

static int device_stat(struct file *file, struct abi_stat *stat)
{
	uint32_t number = file->chardev->number;

	if (file->inode != NULL)
		return inode_stat(file->inode, stat);
	memset(stat, 0, sizeof(*stat));
	stat->st_ino = number;
	stat->st_mode = S_IFCHR | 0755;
	stat->st_nlink = 1;
	stat->st_blksize = 1024;
	stat->st_rdev = abi_makedev(DEV_MAJOR(number), DEV_MINOR(number));
	return 0;
}

const struct file_ops file_device_ops = {
	.read = device_read,
	.write = device_write,
	.ioctl = device_ioctl,
	.stat = device_stat,
};

int file_open_chardev(uint32_t device, unsigned int flags, struct file **result)
{
	struct chardev *chardev = chardev_find(device);
	struct file *file;

	if (chardev == NULL)
		return -ENXIO;
	file = file_alloc(&file_device_ops, flags);
	if (file == NULL)
		return -ENFILE;
	file->chardev = chardev;
	*result = file;
	return 0;
}
