/*
 * Open files: what a descriptor leads to.
 *
 * A file is shared by the descriptors that dup() and fork() made of one open(). It is counted:
 * file_get() and file_put(). Reading and writing at the file's own position hold offset_lock, and
 * only where there is a position: files and directories on a disk. Consoles and pipes have none, so
 * a reader who waits there never keeps a writer of the same open file waiting.
 */
#pragma once

#include <kernel/mutex.h>
#include <lib/types.h>

struct abi_stat;
struct chardev;
struct file;
struct inode;
struct pipe;
struct uio;

struct file_ops {
	/* `offset` NULL: at the file's own position. Bytes moved or -errno. May sleep. */
	ssize_t (*read)(struct file *file, struct uio *uio, uint64_t *offset);
	ssize_t (*write)(struct file *file, struct uio *uio, uint64_t *offset);
	int (*ioctl)(struct file *file, unsigned int command, uaddr_t argument); /* NULL: -ENOTTY */
	int (*stat)(struct file *file, struct abi_stat *stat);
	void (*release)(struct file *file); /* the last reference has gone */
};

/* [i] fixed after opening, [f] file_table.lock, [o] offset_lock. */
struct file {
	const struct file_ops *ops; /* [i] */
	uint32_t references;        /* [f] */
	uint32_t flags;             /* O_ACCMODE bits [i]; O_APPEND, O_NONBLOCK: any time */
	struct inode *inode;        /* [i] NULL for pipes */
	union {
		struct chardev *chardev; /* [i] */
		struct pipe *pipe;       /* [i] */
	};
	uint64_t offset; /* [o] */
	struct mutex offset_lock;
};

/*
 * file_open - open, and with O_CREAT make, the file at `path`; `flags` are Linux's. `mode` is kept
 * without effect. Returns 0 and a file with one reference, or -errno: those of path_lookup(),
 * -EEXIST, -EISDIR, -ENXIO (a device node that leads nowhere), -ENFILE. May sleep.
 */
int file_open(struct inode *start, const char *path, unsigned int flags, unsigned int mode,
	      struct file **result);

/* file_get - another reference. Returns `file`. */
struct file *file_get(struct file *file);

/* file_put - give one back; the last one closes. May sleep; hold no lock of fs/. */
void file_put(struct file *file);

/*
 * file_read, file_write - move bytes at the file's position and advance it. Returns the bytes
 * moved, fewer than asked for as POSIX allows, or -errno: -EBADF when not open for that, -EISDIR,
 * -EFAULT when nothing could be moved, -EAGAIN, -EINTR, -EPIPE (the caller sends SIGPIPE). May
 * sleep.
 */
ssize_t file_read(struct file *file, struct uio *uio);
ssize_t file_write(struct file *file, struct uio *uio);

/*
 * file_pread, file_pwrite - the same at `offset`, which is not negative, leaving the position.
 * -ESPIPE without one.
 */
ssize_t file_pread(struct file *file, struct uio *uio, loff_t offset);
ssize_t file_pwrite(struct file *file, struct uio *uio, loff_t offset);

/* file_seek - lseek(): SEEK_SET, SEEK_CUR, SEEK_END. Returns the new position, -ESPIPE, -EINVAL. */
loff_t file_seek(struct file *file, loff_t offset, int whence);

/*
 * file_truncate - ftruncate(); `size` is not negative. Returns 0, -EINVAL (not open for writing, no
 * file), -EFBIG, ...
 */
int file_truncate(struct file *file, loff_t size);

/* file_stat - fill a struct stat. Returns 0. May sleep. */
int file_stat(struct file *file, struct abi_stat *stat);

/*
 * file_getdents - getdents64(): struct abi_dirent64 entries from the position on. Returns the bytes
 * filled, 0 at the end, -ENOTDIR, -ENOENT when the directory was removed, -EINVAL when not even one
 * fits, -EFAULT. May sleep.
 */
ssize_t file_getdents(struct file *file, struct uio *uio);

/* file_sync - fsync(): 0, -EINVAL for pipes and devices, -EIO, -EROFS. May sleep. */
int file_sync(struct file *file);

/* file_ioctl - for devices; -ENOTTY for all else. */
int file_ioctl(struct file *file, unsigned int command, uaddr_t argument);

/* file_set_flags - F_SETFL: replaces O_APPEND and O_NONBLOCK, ignores the rest. */
void file_set_flags(struct file *file, unsigned int flags);

/*
 * file_alloc - an empty file with one reference, for those who make new kinds. NULL when NFILE are
 * open (-ENFILE). The caller fills ops and what they need before anybody else sees it.
 */
struct file *file_alloc(const struct file_ops *ops, unsigned int flags);

/* file_open_chardev - a file on a device, without a node: the console of the first process. */
int file_open_chardev(uint32_t device, unsigned int flags, struct file **result);

/* file_count - files open now. */
uint32_t file_count(void);

static inline bool file_can_read(const struct file *file)
{
	return (file->flags & 3) != 1; /* O_ACCMODE, O_WRONLY */
}

static inline bool file_can_write(const struct file *file)
{
	return (file->flags & 3) != 0; /* O_RDONLY */
}

/* Is there a position (a file or a directory)? */
bool file_is_seekable(const struct file *file);
