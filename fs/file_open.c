/*
 * Opening and creating files by name, with Linux's flags and errors.
 */
#include "file_private.h"
#include "volume.h"
#include "walk.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/stat.h>
#include <kernel/chardev.h>

/* The inode at the end of the walk, made if it does not exist and O_CREAT asks for that. */
static int open_walked(struct walk *walk, unsigned int flags, struct inode **inode, bool *created)
{
	const struct creation creation = { .type = DISK_FILE };
	bool exclusive = (flags & O_CREAT) && (flags & O_EXCL);
	bool follow = !(flags & O_NOFOLLOW) && !exclusive;
	int error;

	*created = false;
	for (;;) {
		if ((flags & O_CREAT) && walk->must_be_directory)
			return -EISDIR;
		error = walk_target(walk, follow, inode);
		if (error == 0 && exclusive) {
			inode_put(*inode);
			return -EEXIST;
		}
		if (error != -ENOENT || !(flags & O_CREAT) || walk->directory == NULL)
			return error;
		error = tree_create(walk, &creation, inode);
		*created = error == 0;
		if (error != -EEXIST || exclusive)
			return error;
	}
}

/* May the inode be opened like this? */
static int open_check(const struct inode *inode, unsigned int flags)
{
	bool writes = (flags & O_ACCMODE) != O_RDONLY;

	if (S_ISDIR(inode->mode))
		return writes || (flags & (O_CREAT | O_TRUNC)) ? -EISDIR : 0;
	if (flags & O_DIRECTORY)
		return -ENOTDIR;
	if (S_ISLNK(inode->mode))
		return -ELOOP;
	if (S_ISREG(inode->mode) && (writes || (flags & O_TRUNC)) && !inode->pseudo &&
	    volume.read_only)
		return -EROFS;
	return 0;
}

/* A file on the inode, whose reference it takes over if it succeeds. */
static int open_inode(struct inode *inode, unsigned int flags, struct file **result)
{
	const struct file_ops *ops = &file_inode_ops;
	struct chardev *chardev = NULL;
	struct file *file;

	if (S_ISCHR(inode->mode)) {
		ops = &file_device_ops;
		if (IS_ENABLED(CONFIG_CHARDEV_NODES))
			chardev = chardev_find(inode->device);
		if (chardev == NULL)
			return -ENXIO;
	}
	file = file_alloc(ops, flags & ~(O_CREAT | O_EXCL | O_TRUNC | O_CLOEXEC));
	if (file == NULL)
		return -ENFILE;
	file->inode = inode;
	file->chardev = chardev;
	*result = file;
	return 0;
}

int file_open(struct inode *start, const char *path, unsigned int flags, unsigned int mode,
	      struct file **result)
{
	struct inode *inode = NULL;
	struct walk walk;
	bool created = false;
	int error;

	(void)mode;
	if ((flags & O_TMPFILE) == O_TMPFILE)
		return -EOPNOTSUPP;
	if ((flags & O_ACCMODE) == O_ACCMODE)
		return -EINVAL;
	error = walk_begin(&walk, start, path);
	if (error == 0)
		error = open_walked(&walk, flags, &inode, &created);
	walk_end(&walk);
	if (error)
		return error;
	error = created ? 0 : open_check(inode, flags);
	if (error == 0)
		error = open_inode(inode, flags, result);
	if (error) {
		inode_put(inode);
		return error;
	}
	if ((flags & O_TRUNC) && !created && S_ISREG(inode->mode))
		error = inode_truncate(inode, 0);
	if (error)
		file_put(*result);
	return error;
}
