/*
 * Symbolic links: the target is the contents of the first block, which is metadata, so that a link
 * never exists without its target.
 */
#include "volume.h"
#include "walk.h"

#include <abi/errno.h>
#include <abi/stat.h>
#include <fs/path.h>
#include <lib/string.h>

int symlink_write(struct inode *inode, const char *target)
{
	size_t length = strlen(target);
	struct buffer *buffer;
	uint32_t block;
	int error;

	if (length > BLOCK_SIZE)
		return -ENAMETOOLONG;
	error = map_create(inode, 0, &block, &buffer);
	if (error == 0 && buffer == NULL)
		error = cache_new(block, &buffer);
	if (error)
		return error;
	journal_modify(buffer);
	memset(buffer->data, 0, BLOCK_SIZE);
	memcpy(buffer->data, target, length);
	cache_validate(buffer);
	cache_put(buffer);
	inode->size = (uint32_t)length;
	return inode_store(inode);
}

/* The read_link of struct inode_ops. */
static ssize_t symlink_read(struct inode *inode, char *target, size_t size)
{
	struct buffer *buffer;
	uint32_t block;
	int error;

	size = MIN(size, (size_t)MIN(inode->size, BLOCK_SIZE));
	mutex_lock(&inode->lock);
	error = map_find(inode, 0, &block);
	if (error == 0 && block == 0)
		error = -EIO;
	if (error == 0)
		error = cache_read(block, &buffer);
	if (error == 0) {
		memcpy(target, buffer->data, size);
		cache_put(buffer);
	}
	mutex_unlock(&inode->lock);
	return error ? error : (ssize_t)size;
}

const struct inode_ops disk_symlink_ops = {
	.read_link = symlink_read,
};

ssize_t path_read_link(struct inode *start, const char *path, char *buffer, size_t size)
{
	struct inode *inode;
	ssize_t length = path_lookup(start, path, PATH_NOFOLLOW, &inode);

	if (length)
		return length;
	length = inode->ops->read_link ? inode->ops->read_link(inode, buffer, size) : -EINVAL;
	inode_put(inode);
	return length;
}
