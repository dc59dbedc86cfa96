/*
 * The contents of files: between the blocks of the cache and a uio.
 *
 * Data is not logged. A write copies into buffers, marks them dirty and returns; they go home with
 * the next commit, before its record, or earlier when the cache needs room. Blocks that are new or
 * overwritten from end to end are not read first. What lies behind the end of a file in its last
 * block is undefined; it is zeroed when the file grows over it.
 *
 * The copies never fetch user memory (see <mm/uio.h>). So both directions work in pieces: fetch
 * without locks, copy with the inode's lock held, and again if a copy came out short.
 */
#include "mapped.h"
#include "volume.h"

#include <abi/errno.h>
#include <abi/stat.h>
#include <kernel/time.h>
#include <lib/string.h>
#include <mm/uio.h>

#define PREFAULT_MAX (1u << 20) /* bytes fetched at a time; a write up to this is atomic */
#define WRITE_BLOCKS 16         /* file blocks written in one journal operation at most */
#define WRITE_GROUPS 2          /* groups from which these are taken at most */
#define AHEAD_BLOCKS 32         /* read-ahead of a sequential reader */

/*
 * What a write changes besides the bitmap of its data: the inode's block, and the indirect blocks
 * that lead to the first and to the last of its blocks, at most five, each of which may have been
 * taken from a group of its own.
 */
#define WRITE_INDIRECT 5

_Static_assert(WRITE_GROUPS + 1 + 2 * WRITE_INDIRECT <= JOURNAL_OPERATION_BLOCKS, "one operation");
_Static_assert(WRITE_BLOCKS + WRITE_INDIRECT <= JOURNAL_OPERATION_ALLOCATIONS, "one operation");

static uint32_t block_count(const struct inode *inode)
{
	return (uint32_t)(((uint64_t)inode->size + BLOCK_SIZE - 1) >> BLOCK_SHIFT);
}

/* Start reading what the reader will want from `index` on, neighbouring blocks together. */
static __slow void read_ahead(struct inode *inode, uint32_t index)
{
	uint32_t end = MIN(block_count(inode), index + AHEAD_BLOCKS);
	uint32_t start = 0, count = 0, block;

	inode->read_ahead = index + AHEAD_BLOCKS / 2;
	if (index + 1 >= end || map_find(inode, end - 1, &block) != 0 || cache_is_resident(block))
		return;
	for (; index < end && map_find(inode, index, &block) == 0; index++) {
		if (count > 0 && block != start + count) {
			cache_read_ahead(start, count);
			count = 0;
		}
		if (count > 0 || (block != 0 && !cache_is_resident(block)))
			start = block - count++;
	}
	if (count > 0)
		cache_read_ahead(start, count);
}

/* Each block that is read comes by here: is it a sequential reader, and at its mark? */
static void read_note(struct inode *inode, uint32_t index)
{
	bool sequential = index == inode->read_next;

	if (index + 1 == inode->read_next)
		return;
	inode->read_next = index + 1;
	if (!sequential)
		inode->read_ahead = index + 1;
	else if (index >= inode->read_ahead)
		read_ahead(inode, index);
}

/* Move up to `length` bytes at `offset`, all in one block. Returns the bytes moved or -errno. */
static ssize_t read_block(struct inode *inode, struct uio *uio, uint32_t offset, uint32_t length)
{
	uint32_t index = offset >> BLOCK_SHIFT, block;
	const char *mapped = mapped_find(inode, offset);
	struct buffer *buffer;
	size_t moved;
	int error = 0;

	if (mapped != NULL)
		return (ssize_t)uio_write(uio, mapped, length);
	error = map_find(inode, index, &block);
	if (error)
		return error;
	if (block == 0)
		return (ssize_t)uio_zero(uio, length);
	if (IS_ENABLED(CONFIG_FS_READ_AHEAD))
		read_note(inode, index);
	error = cache_read(block, &buffer);
	if (error)
		return error;
	moved = uio_write(uio, (char *)buffer->data + (offset & (BLOCK_SIZE - 1)), length);
	cache_put(buffer);
	return (ssize_t)moved;
}

/* Read up to `limit` bytes, lock held. Returns the bytes read, 0 at the end or a missing page. */
static ssize_t read_locked(struct inode *inode, struct uio *uio, uint64_t offset, size_t limit)
{
	size_t total = 0, length;
	ssize_t moved;

	if (offset >= inode->size)
		return 0;
	limit = MIN(limit, (size_t)(inode->size - offset));
	while (total < limit) {
		length = BLOCK_SIZE - (offset & (BLOCK_SIZE - 1));
		length = MIN(length, limit - total);
		moved = read_block(inode, uio, (uint32_t)offset, (uint32_t)length);
		if (moved < 0)
			return total > 0 ? (ssize_t)total : moved;
		total += (size_t)moved;
		offset += (size_t)moved;
		if ((size_t)moved < length)
			break;
	}
	return (ssize_t)total;
}

/* The access time moves with the first reading after a change, so that reading does not write. */
static void read_touch(struct inode *inode)
{
	if (!volume_has(TIMES) || inode->times.accessed > inode->times.modified)
		return;
	if (journal_begin(false) == 0) {
		inode_touch(inode, TIME_ACCESSED);
		inode_store(inode);
		journal_end();
	}
}

ssize_t data_read(struct inode *inode, struct uio *uio, uint64_t offset)
{
	size_t total = 0, piece;
	ssize_t moved = 0;
	uint32_t size;

	/* No more is fetched of the buffer than the file has bytes for it. */
	while (uio_left(uio) > 0 && offset < (size = inode->size)) {
		piece = MIN(uio_left(uio), (size_t)MIN(size - offset, (uint64_t)PREFAULT_MAX));
		moved = uio_prefault(uio, piece);
		if (moved < 0)
			break;
		mutex_lock(&inode->lock);
		moved = read_locked(inode, uio, offset, piece);
		if (moved > 0 && total == 0)
			read_touch(inode);
		mutex_unlock(&inode->lock);
		if (moved < 0)
			break;
		total += (size_t)moved;
		offset += (size_t)moved;
	}
	return total > 0 ? (ssize_t)total : moved;
}

/* A writer at work, with the inode's lock and within an operation. */
struct write {
	struct inode *inode;
	struct uio *uio;
	bool careful; /* a copy came out short: read what is going to be overwritten */
	bool changed; /* the inode has to be stored */
	uint32_t bitmap; /* block of the bitmap from which a block was taken last */
	uint32_t groups; /* and how often it was another one */
};

/* A block was taken for the file; `length` bytes at `start` of it are going to be written. */
static void write_took(struct write *write, struct buffer *buffer, uint32_t start, uint32_t length)
{
	uint32_t bitmap = disk_bitmap_block(volume_layout(), buffer->block);

	if (length < BLOCK_SIZE) {
		memset(buffer->data, 0, start);
		memset((char *)buffer->data + start + length, 0, BLOCK_SIZE - start - length);
	}
	write->changed = true;
	if (bitmap != write->bitmap) {
		write->bitmap = bitmap;
		write->groups++;
	}
}

/* The buffer for writing `length` bytes of a block that the file has, the rest being right. */
static int write_buffer(const struct write *write, uint32_t block, uint32_t length,
			struct buffer **buffer)
{
	if (write->careful || length < BLOCK_SIZE)
		return cache_read(block, buffer);
	return cache_new(block, buffer);
}

/* Copy into the buffer; a short copy must not leave bytes undefined. Returns the bytes copied. */
static size_t write_copy(struct write *write, struct buffer *buffer, bool fresh, uint32_t start,
			 uint32_t length)
{
	struct uio before = *write->uio;
	size_t moved = uio_read(write->uio, (char *)buffer->data + start, length);

	if (likely(moved == length))
		return moved;
	write->careful = true;
	if (fresh) {
		memset((char *)buffer->data + start + moved, 0, length - moved);
	} else if (!(buffer->flags & BUFFER_VALID)) {
		*write->uio = before;
		moved = 0;
	}
	return moved;
}

/* Write up to `length` bytes at `offset`, all in one block. Returns the bytes or -errno. */
static ssize_t write_block(struct write *write, uint32_t offset, uint32_t length)
{
	uint32_t start = offset & (BLOCK_SIZE - 1), block;
	struct buffer *buffer;
	size_t moved;
	bool fresh;
	int error = map_create(write->inode, offset >> BLOCK_SHIFT, &block, &buffer);

	fresh = error == 0 && buffer != NULL;
	if (fresh)
		write_took(write, buffer, start, length);
	else if (error == 0)
		error = write_buffer(write, block, length, &buffer);
	if (error)
		return error;
	moved = write_copy(write, buffer, fresh, start, length);
	if (moved > 0 || fresh)
		cache_dirty(buffer);
	mapped_wrote(write->inode, offset, (char *)buffer->data + start, moved);
	cache_put(buffer);
	return (ssize_t)moved;
}

/* One operation's share. Returns the bytes written, or -errno if none were. */
static ssize_t write_blocks(struct write *write, uint32_t offset, size_t limit)
{
	uint32_t blocks = 0, length;
	size_t total = 0;
	ssize_t moved = 0;
	int error;

	write->bitmap = write->groups = 0;
	while (total < limit && blocks++ < WRITE_BLOCKS && write->groups < WRITE_GROUPS) {
		length = BLOCK_SIZE - (offset & (BLOCK_SIZE - 1));
		length = (uint32_t)MIN((size_t)length, limit - total);
		moved = write_block(write, offset, length);
		if (moved <= 0)
			break;
		total += (size_t)moved;
		offset += (uint32_t)moved;
		if ((size_t)moved < length)
			break;
	}
	if (total > 0 && offset > write->inode->size) {
		error = inode_prepare(write->inode);
		if (error)
			return error;
		write->inode->size = offset;
		write->changed = true;
	}
	return total > 0 ? (ssize_t)total : moved;
}

#define TIME_GRAIN 4000000 /* nanoseconds by which a file's times may lag behind */

/* Has enough time passed since the last change that the inode has to tell? */
static bool times_are_late(const struct inode *inode)
{
	return volume_has(TIMES) && time_wall_ns() - inode->times.modified > TIME_GRAIN;
}

/* Store the inode if something in it changed. Times change only with that: the disk has them. */
static int write_store(struct write *write)
{
	if (!write->changed && !times_are_late(write->inode))
		return 0;
	inode_touch(write->inode, TIME_MODIFIED | TIME_CHANGED);
	return inode_store(write->inode);
}

/* The file will grow beyond its end: zero what is behind the end in the last block. */
static int tail_zero(struct inode *inode, uint64_t end)
{
	uint32_t start = inode->size & (BLOCK_SIZE - 1), block;
	struct buffer *buffer;
	int error;

	if (end > inode->size)
		mapped_zero(inode, inode->size, end);
	if (start == 0 || end <= inode->size)
		return 0;
	error = map_find(inode, inode->size >> BLOCK_SHIFT, &block);
	if (error || block == 0)
		return error;
	error = cache_read(block, &buffer);
	if (error)
		return error;
	memset((char *)buffer->data + start, 0, BLOCK_SIZE - start);
	cache_dirty(buffer);
	cache_put(buffer);
	return 0;
}

/* Does the write only replace bytes of one block, so that nothing but data changes? */
static bool write_is_plain(const struct write *write, uint64_t offset, size_t limit)
{
	struct inode *inode = write->inode;
	uint32_t start = (uint32_t)offset & (BLOCK_SIZE - 1), block;

	/* Without a log it is the end of an operation that starts the writing. */
	if (IS_ENABLED(CONFIG_OPT_SIZE) || !IS_ENABLED(CONFIG_FS_LOG))
		return false;
	if (limit > BLOCK_SIZE - start || offset + limit > inode->size || volume.read_only ||
	    journal_failed())
		return false;
	if (times_are_late(inode))
		return false;
	return map_find(inode, (uint32_t)(offset >> BLOCK_SHIFT), &block) == 0 && block != 0;
}

static ssize_t write_operation(struct write *write, uint64_t offset, size_t limit)
{
	ssize_t moved;
	int error;

	if (write_is_plain(write, offset, limit))
		return write_block(write, (uint32_t)offset, (uint32_t)limit);
	moved = journal_begin(true);
	if (moved < 0)
		return moved;
	write->changed = false;
	moved = tail_zero(write->inode, offset);
	if (moved == 0)
		moved = write_blocks(write, (uint32_t)offset, limit);
	error = write_store(write);
	journal_end();
	return error ? error : moved;
}

/* Write up to `limit` bytes, lock held. Returns the bytes written, 0 at a missing page, -errno. */
static ssize_t write_locked(struct write *write, uint64_t offset, size_t limit)
{
	size_t total = 0;
	ssize_t moved = 0;

	while (total < limit) {
		moved = write_operation(write, offset + total, limit - total);
		if (moved <= 0)
			break;
		total += (size_t)moved;
	}
	return total > 0 ? (ssize_t)total : moved;
}

ssize_t data_write(struct inode *inode, struct uio *uio, uint64_t *offset, bool append)
{
	struct write write = { .inode = inode, .uio = uio };
	uint64_t most = disk_file_max(volume_layout()), place;
	size_t total = 0, piece;
	ssize_t moved = 0;

	while (uio_left(uio) > 0) {
		moved = uio_prefault(uio, MIN(uio_left(uio), (size_t)PREFAULT_MAX));
		if (moved < 0)
			break;
		mutex_lock(&inode->lock);
		/* Others may have appended since the last piece. */
		place = append ? inode->size : *offset + total;
		piece = MIN(uio_left(uio), (size_t)PREFAULT_MAX);
		moved = -EFBIG;
		if (place < most)
			moved = write_locked(&write, place, MIN(piece, (size_t)(most - place)));
		mutex_unlock(&inode->lock);
		if (moved < 0)
			break;
		*offset = place - total;
		total += (size_t)moved;
	}
	return total > 0 ? (ssize_t)total : moved;
}

int data_extend(struct inode *inode, uint32_t size)
{
	int error = journal_begin(true);

	if (error)
		return error;
	error = inode_prepare(inode);
	if (error == 0)
		error = tail_zero(inode, size);
	if (error == 0) {
		inode->size = size;
		inode_touch(inode, TIME_MODIFIED | TIME_CHANGED);
		error = inode_store(inode);
	}
	journal_end();
	return error;
}

/* Without MM_MMAP nobody calls these two, and nothing of them may be in the way of inlining. */
ssize_t data_fill(struct inode *inode, void *page, uint64_t offset, size_t length)
{
	struct uio uio = UIO_KERNEL(page, length);

	return IS_ENABLED(CONFIG_MM_MMAP) ? read_locked(inode, &uio, offset, length) : 0;
}

int data_store(struct inode *inode, void *bytes, uint64_t offset, size_t length)
{
	struct uio uio = UIO_KERNEL(bytes, length);
	struct write write = { .inode = inode, .uio = &uio };
	ssize_t moved = IS_ENABLED(CONFIG_MM_MMAP) ? write_locked(&write, offset, length) : 0;

	if (moved < 0)
		return (int)moved;
	return (size_t)moved == length ? 0 : -EIO;
}
