/*
 * Open files: counting them, and what can be done with one whatever it leads to.
 *
 * A file has a position only if its inode is a file or directory. There, a call without an offset
 * of its own holds offset_lock (if anybody shares the file) from reading the position to advancing
 * it, so that two processes that share the file do not overwrite each other's output. Consoles and
 * pipes are never entered with that lock held: who waits for input there keeps nobody else waiting.
 */
#include <fs/file.h>

#include "file_private.h"
#include "volume.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/stat.h>
#include <mm/kmem.h>
#include <mm/uio.h>

static struct {
	struct spinlock lock;
	uint32_t count; /* [lock] */
	bool initialised;
	struct kmem_cache memory;
} file_table;

struct file *file_alloc(const struct file_ops *ops, unsigned int flags)
{
	irq_key_t key = spin_lock(&file_table.lock);
	struct file *file = NULL;

	if (!file_table.initialised)
		kmem_cache_init(&file_table.memory, "file", sizeof(struct file));
	file_table.initialised = true;
	if (file_table.count < CONFIG_NFILE)
		file = kmem_alloc_zeroed(&file_table.memory);
	if (file != NULL)
		file_table.count++;
	spin_unlock(&file_table.lock, key);
	if (file == NULL)
		return NULL;
	file->ops = ops;
	file->references = 1;
	file->flags = flags;
	mutex_init(&file->offset_lock);
	return file;
}

struct file *file_get(struct file *file)
{
	irq_key_t key = spin_lock(&file_table.lock);

	file->references++;
	spin_unlock(&file_table.lock, key);
	return file;
}

void file_put(struct file *file)
{
	irq_key_t key = spin_lock(&file_table.lock);
	bool last = --file->references == 0;

	spin_unlock(&file_table.lock, key);
	if (!last)
		return;
	if (file->ops->release != NULL)
		file->ops->release(file);
	inode_put(file->inode);
	key = spin_lock(&file_table.lock);
	file_table.count--;
	kmem_free(&file_table.memory, file);
	spin_unlock(&file_table.lock, key);
}

uint32_t file_count(void)
{
	return file_table.count;
}

ssize_t file_read(struct file *file, struct uio *uio)
{
	if (!file_can_read(file))
		return -EBADF;
	return uio_is_possible(uio) ? file->ops->read(file, uio, NULL) : -EFAULT;
}

ssize_t file_write(struct file *file, struct uio *uio)
{
	if (!file_can_write(file))
		return -EBADF;
	return uio_is_possible(uio) ? file->ops->write(file, uio, NULL) : -EFAULT;
}

bool file_is_seekable(const struct file *file)
{
	return file->ops == &file_inode_ops;
}

ssize_t file_pread(struct file *file, struct uio *uio, loff_t offset)
{
	uint64_t position = (uint64_t)offset;

	if (!file_is_seekable(file))
		return -ESPIPE;
	if (!file_can_read(file))
		return -EBADF;
	return uio_is_possible(uio) ? file->ops->read(file, uio, &position) : -EFAULT;
}

ssize_t file_pwrite(struct file *file, struct uio *uio, loff_t offset)
{
	uint64_t position = (uint64_t)offset;

	if (!file_is_seekable(file))
		return -ESPIPE;
	if (!file_can_write(file))
		return -EBADF;
	return uio_is_possible(uio) ? file->ops->write(file, uio, &position) : -EFAULT;
}

/*
 * The position of a file that only one descriptor of one thread leads to needs no lock: who shares
 * it, by fork() or dup() or while a call of another thread is using it, holds a reference more.
 */
static bool position_lock(struct file *file)
{
	bool shared = file->references > 1;

	if (shared)
		mutex_lock(&file->offset_lock);
	return shared;
}

static void position_unlock(struct file *file, bool locked)
{
	if (locked)
		mutex_unlock(&file->offset_lock);
}

/* Files and directories. */

static ssize_t inode_file_read(struct file *file, struct uio *uio, uint64_t *offset)
{
	ssize_t moved;
	bool locked;

	if (offset != NULL)
		return inode_read(file->inode, uio, *offset);
	locked = position_lock(file);
	moved = inode_read(file->inode, uio, file->offset);
	if (moved > 0)
		file->offset += (size_t)moved;
	position_unlock(file, locked);
	return moved;
}

static ssize_t write_at(struct file *file, struct uio *uio, uint64_t *offset)
{
	bool append = (file->flags & O_APPEND) != 0;
	ssize_t moved = inode_write(file->inode, uio, offset, append);
	int error;

	if (moved > 0 && (file->flags & O_DSYNC)) {
		error = inode_sync(file->inode);
		if (error)
			return error;
	}
	return moved;
}

static ssize_t inode_file_write(struct file *file, struct uio *uio, uint64_t *offset)
{
	uint64_t position;
	ssize_t moved;
	bool locked;

	if (offset != NULL)
		return write_at(file, uio, offset);
	locked = position_lock(file);
	position = file->offset;
	moved = write_at(file, uio, &position);
	if (moved > 0)
		file->offset = position + (size_t)moved;
	position_unlock(file, locked);
	return moved;
}

static int inode_file_stat(struct file *file, struct abi_stat *stat)
{
	return inode_stat(file->inode, stat);
}

const struct file_ops file_inode_ops = {
	.read = inode_file_read,
	.write = inode_file_write,
	.stat = inode_file_stat,
};

loff_t file_seek(struct file *file, loff_t offset, int whence)
{
	loff_t base = 0;

	if (whence != SEEK_SET && whence != SEEK_CUR && whence != SEEK_END)
		return -EINVAL;
	if (!file_is_seekable(file))
		return -ESPIPE;
	mutex_lock(&file->offset_lock);
	if (whence == SEEK_CUR)
		base = (loff_t)file->offset;
	else if (whence == SEEK_END)
		base = (loff_t)file->inode->size;
	if (__builtin_add_overflow(base, offset, &offset))
		offset = -EOVERFLOW;
	else if (offset < 0)
		offset = -EINVAL;
	else
		file->offset = (uint64_t)offset;
	mutex_unlock(&file->offset_lock);
	return offset;
}

int file_truncate(struct file *file, loff_t size)
{
	if (!file_can_write(file) || !file_is_seekable(file) || !S_ISREG(file->inode->mode))
		return -EINVAL;
	return inode_truncate(file->inode, (uint64_t)size);
}

int file_stat(struct file *file, struct abi_stat *stat)
{
	return file->ops->stat(file, stat);
}

int file_sync(struct file *file)
{
	return file_is_seekable(file) ? inode_sync(file->inode) : -EINVAL;
}

int file_ioctl(struct file *file, unsigned int command, uaddr_t argument)
{
	return file->ops->ioctl != NULL ? file->ops->ioctl(file, command, argument) : -ENOTTY;
}

void file_set_flags(struct file *file, unsigned int flags)
{
	const uint32_t changeable = O_APPEND | O_NONBLOCK;

	file->flags = (file->flags & ~changeable) | (flags & changeable);
}
