/*
 * Further calls on open files: what CALLS_FILES provides, by descriptor.
 */
#include "calls.h"
#include "files.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/limits.h>
#include <abi/signal.h>
#include <abi/statfs.h>
#include <abi/uio.h>
#include <fs/fs.h>
#include <fs/pipe.h>
#include <mm/ucopy.h>

long sys_ftruncate(kind_fd fd, kind_offset size)
{
	struct file *file = fd_file(fd);

	if (size < 0)
		return -EINVAL;
	return file ? file_truncate(file, size) : -EBADF;
}

long sys_fdatasync(kind_fd fd)
{
	struct file *file = fd_file(fd);

	return file ? file_sync(file) : -EBADF;
}

static bool piece_from_user(struct abi_iovec *piece, uaddr_t vector, int index)
{
	return copy_from_user(piece, vector + (uaddr_t)index * sizeof(*piece), sizeof(*piece)) == 0;
}

/*
 * All pieces are looked at before the first byte moves. Returns whether there is any, -EFAULT or
 * -EINVAL.
 */
static long pieces_check(uaddr_t vector, int count)
{
	struct abi_iovec piece;
	bool any = false, possible = true;

	for (int i = 0; i < count; i++) {
		if (!piece_from_user(&piece, vector, i))
			return -EFAULT;
		if ((int64_t)piece.iov_len < 0)
			return -EINVAL;
		any = any || piece.iov_len > 0;
		possible = possible && user_range_is_possible(piece.iov_base, piece.iov_len);
	}
	return possible ? any : -EFAULT;
}

/*
 * The pieces of readv and writev, one after the other until one comes out short. A reader who has
 * got something from a pipe takes what more is there, and from a terminal nothing more.
 */
static long transfer_pieces(struct file *file, uaddr_t vector, int count, bool to_user)
{
	struct abi_iovec piece;
	long total = 0;

	for (int i = 0; i < count; i++) {
		struct uio uio;
		ssize_t moved;

		if (!piece_from_user(&piece, vector, i))
			return total ? total : -EFAULT;
		uio = uio_user(piece.iov_base, piece.iov_len, to_user);
		uio.no_wait = total > 0;
		moved = to_user ? file_read(file, &uio) : file_write(file, &uio);
		if (moved < 0)
			return total ? total : moved;
		total += moved;
		if ((size_t)moved < piece.iov_len ||
		    (to_user && moved > 0 && !file_is_seekable(file) && pipe_capacity(file) < 0))
			break;
	}
	return total;
}

static long transfer_vector(int fd, uaddr_t vector, int count, bool to_user)
{
	struct file *file = fd_file(fd);
	long result;

	if (!file || !(to_user ? file_can_read(file) : file_can_write(file)))
		return -EBADF;
	if (count < 0 || count > IOV_MAX)
		return -EINVAL;
	result = pieces_check(vector, count);
	if (result > 0)
		result = transfer_pieces(file, vector, count, to_user);
	return written(result);
}

long sys_readv(kind_fd fd, kind_vector vector, kind_int count)
{
	return transfer_vector(fd, vector, count, true);
}

long sys_writev(kind_fd fd, kind_vector vector, kind_int count)
{
	return transfer_vector(fd, vector, count, false);
}

long sys_pread64(kind_fd fd, kind_outbuf buffer, kind_size size, kind_offset offset)
{
	struct file *file = fd_file(fd);
	struct uio uio = uio_user(buffer, size, true);

	if (offset < 0)
		return -EINVAL;
	return file ? file_pread(file, &uio, offset) : -EBADF;
}

long sys_pwrite64(kind_fd fd, kind_inbuf buffer, kind_size size, kind_offset offset)
{
	struct file *file = fd_file(fd);
	struct uio uio = uio_user(buffer, size, false);

	if (offset < 0)
		return -EINVAL;
	return file ? file_pwrite(file, &uio, offset) : -EBADF;
}

#define STATFS_MAGIC 0x10203040

static long count_to_user(uaddr_t to)
{
	struct fs_counters counters;
	struct abi_statfs statfs;

	fs_count(&counters);
	statfs = (struct abi_statfs){
		.f_type = STATFS_MAGIC,
		.f_bsize = counters.block_size,
		.f_frsize = counters.block_size,
		.f_blocks = counters.blocks,
		.f_bfree = counters.blocks_free,
		.f_bavail = counters.blocks_free,
		.f_files = counters.inodes,
		.f_ffree = counters.inodes_free,
		.f_namelen = counters.name_max,
	};
	return copy_to_user(to, &statfs, sizeof(statfs));
}

long sys_fstatfs(kind_fd fd, kind_pointer buffer)
{
	return fd_file(fd) ? count_to_user(buffer) : -EBADF;
}

long sys_statfs(kind_path path, kind_pointer buffer)
{
	long error = path_check(path);

	return error ? error : count_to_user(buffer);
}

long sys_fchdir(kind_fd fd)
{
	struct inode *directory;
	int error = fd < 0 ? -EBADF : fd_directory(fd, "", &directory);

	if (error)
		return error;
	inode_put(fd_change_directory(inode_get(directory)));
	return 0;
}
