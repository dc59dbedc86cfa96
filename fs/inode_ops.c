/*
 * What can be done with an inode, whatever it is of: the entries of struct inode_ops for the disk,
 * and the functions that other parts of the kernel call.
 */
#include "directory.h"
#include "mapped.h"
#include "names.h"
#include "volume.h"

#include <abi/errno.h>
#include <abi/stat.h>
#include <kernel/chardev.h>
#include <lib/string.h>
#include <mm/uio.h>

#include "pseudo.h"

static int disk_lookup(struct inode *directory, const char *bytes, size_t length,
		       struct inode **result)
{
	const struct name name = { bytes, length };
	struct dir_result found;
	int error;

	*result = name_cache_find(directory, &name);
	if (*result != NULL)
		return 0;
	mutex_lock(&directory->lock);
	error = dir_find(directory, &name, &found);
	if (error == 0)
		error = inode_find(found.number, result);
	if (error == 0)
		name_cache_add(directory, &name, found.number);
	mutex_unlock(&directory->lock);
	return error;
}

static int disk_read_entries(struct inode *directory, uint64_t *position, dir_emit_t emit,
			     void *context)
{
	int error;

	mutex_lock(&directory->lock);
	error = directory->orphan ? -ENOENT : dir_read(directory, position, emit, context);
	mutex_unlock(&directory->lock);
	return error;
}

const struct inode_ops disk_directory_ops = {
	.lookup = disk_lookup,
	.read_entries = disk_read_entries,
};

const struct inode_ops disk_file_ops = {
	.read = data_read,
};

const struct inode_ops disk_device_ops = { 0 };

ssize_t inode_read(struct inode *inode, struct uio *uio, uint64_t offset)
{
	if (inode->ops->read != NULL)
		return inode->ops->read(inode, uio, offset);
	if (IS_ENABLED(CONFIG_PROCFS) && inode->ops->show != NULL)
		return pseudo_read(inode, uio, offset);
	return S_ISDIR(inode->mode) ? -EISDIR : -EINVAL;
}

ssize_t inode_read_kernel(struct inode *inode, void *buffer, uint64_t offset, size_t length)
{
	struct uio uio = UIO_KERNEL(buffer, length);
	size_t total = 0;
	ssize_t moved;

	uio.to_user = true;
	/* What comes out short may have ended at an error: the next try tells. */
	do {
		moved = inode_read(inode, &uio, offset + total);
		total += moved > 0 ? (size_t)moved : 0;
	} while (moved > 0 && total < length);
	return moved < 0 ? moved : (ssize_t)total;
}

ssize_t inode_write(struct inode *inode, struct uio *uio, uint64_t *offset, bool append)
{
	if (inode->ops == &disk_file_ops)
		return data_write(inode, uio, offset, append);
	if (inode->ops->write != NULL)
		return inode->ops->write(inode, uio, *offset);
	return S_ISDIR(inode->mode) ? -EISDIR : -EINVAL;
}

int inode_truncate(struct inode *inode, uint64_t size)
{
	int error = 0;

	if (S_ISDIR(inode->mode))
		return -EISDIR;
	if (inode->ops != &disk_file_ops)
		return inode->pseudo ? 0 : -EINVAL;
	if (size > disk_file_max(volume_layout()))
		return -EFBIG;
	mutex_lock(&inode->lock);
	if (size > inode->size)
		error = data_extend(inode, (uint32_t)size);
	else
		error = map_truncate(inode, (uint32_t)size, false);
	mapped_zero(inode, inode->size, UINT64_MAX);
	mutex_unlock(&inode->lock);
	return error;
}

static void stat_times(const struct inode *inode, struct abi_stat *stat)
{
	const uint64_t second = 1000000000;

	if (!IS_ENABLED(CONFIG_FS_TIMES))
		return;
	stat->st_atime_sec = (int64_t)(inode->times.accessed / second);
	stat->st_atime_nsec = inode->times.accessed % second;
	stat->st_mtime_sec = (int64_t)(inode->times.modified / second);
	stat->st_mtime_nsec = inode->times.modified % second;
	stat->st_ctime_sec = (int64_t)(inode->times.changed / second);
	stat->st_ctime_nsec = inode->times.changed % second;
}

/* The fields are read without the lock: each is one word, and they change at any time anyway. */
int inode_stat(struct inode *inode, struct abi_stat *stat)
{
	memset(stat, 0, sizeof(*stat));
	stat->st_dev = inode->pseudo ? 2 : 1;
	stat->st_ino = inode->number;
	stat->st_mode = inode->mode;
	stat->st_nlink = inode->links;
	/* On the disk `.` is not counted, as in xv6. */
	if (S_ISDIR(inode->mode) && !inode->pseudo && inode->links > 0)
		stat->st_nlink++;
	stat->st_size = inode->size;
	stat->st_blksize = (int32_t)BLOCK_SIZE;
	if (S_ISCHR(inode->mode)) {
		stat->st_rdev = abi_makedev(DEV_MAJOR(inode->device), DEV_MINOR(inode->device));
	} else if (!inode->pseudo) {
		stat->st_blocks = (int64_t)ALIGN_UP((uint64_t)inode->size, BLOCK_SIZE) / 512;
	}
	stat_times(inode, stat);
	return 0;
}

int inode_set_times(struct inode *inode, uint64_t accessed, uint64_t modified)
{
	int error;

	if (inode->pseudo || !volume_has(TIMES))
		return 0;
	mutex_lock(&inode->lock);
	error = journal_begin(false);
	if (error == 0) {
		inode_touch(inode, TIME_CHANGED);
		if (accessed != INODE_TIME_OMIT)
			inode->times.accessed = accessed;
		if (modified != INODE_TIME_OMIT)
			inode->times.modified = modified;
		error = inode_store(inode);
		journal_end();
	}
	mutex_unlock(&inode->lock);
	return error;
}

int inode_sync(struct inode *inode)
{
	int stored = mapped_store(inode);
	int error = inode->pseudo ? 0 : journal_sync();

	return stored ? stored : error;
}
