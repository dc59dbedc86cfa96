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

/* With O_CREAT no slash may follow the last name, be it in the path or in what a link says. */
static bool wants_directory(const struct walk *walk, unsigned int flags)
{
	return (flags & O_CREAT) && walk->directory != NULL && walk->must_be_directory;
}

/* The inode at the end of the walk, made if it does not exist and O_CREAT asks for that. */
static int open_walked(struct walk *walk, unsigned int flags, struct inode **inode, bool *created)
{
	const struct creation creation = { .type = DISK_FILE };
	bool exclusive = (flags & O_CREAT) && (flags & O_EXCL);
	bool follow = !(flags & O_NOFOLLOW) && !exclusive;
	int error;

	*created = false;
	for (;;) {
		if (wants_directory(walk, flags))
			return -EISDIR;
		error = walk_target(walk, follow, inode);
		if (error && wants_directory(walk, flags))
			return -EISDIR;
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

/* What a file on a device leads to. */
static int open_device(struct file *file)
{
	struct chardev *chardev = NULL;

	if (IS_ENABLED(CONFIG_CHARDEV_NODES))
		chardev = chardev_find(file->inode->device);
	if (chardev == NULL)
		return -ENXIO;
	file->ops = &file_device_ops;
	file->chardev = chardev;
	return 0;
}

/* Find the file's inode, or make it, and prepare it. */
static int open_path(struct file *file, struct inode *start, const char *path, unsigned int flags)
{
	struct inode *inode;
	struct walk walk;
	bool created = false;
	int error = walk_begin(&walk, start, path);

	if (error == 0)
		error = open_walked(&walk, flags, &inode, &created);
	walk_end(&walk);
	if (error)
		return error;
	file->inode = inode;
	if (created)
		return 0;
	error = open_check(inode, flags);
	if (error == 0 && S_ISCHR(inode->mode))
		error = open_device(file);
	if (error == 0 && (flags & O_TRUNC) && S_ISREG(inode->mode))
		error = inode_truncate(inode, 0);
	return error;
}

/* The file comes first: when there is none, nothing may have been created. */
int file_open(struct inode *start, const char *path, unsigned int flags, unsigned int mode,
	      struct file **result)
{
	struct file *file;
	int error;

	(void)mode;
	if ((flags & O_TMPFILE) == O_TMPFILE)
		return -EOPNOTSUPP;
	if ((flags & O_ACCMODE) == O_ACCMODE)
		return -EINVAL;
	file = file_alloc(&file_inode_ops, flags & ~(O_CREAT | O_EXCL | O_TRUNC | O_CLOEXEC));
	if (file == NULL)
		return -ENFILE;
	error = open_path(file, start, path, flags);
	if (error)
		file_put(file);
	else
		*result = file;
	return error;
}
