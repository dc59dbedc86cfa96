/*
 * Recovery: replaying the log at mount, before anything else is read.
 *
 * A record with a count other than 0 says that the copies in the log are complete, and that some of
 * them may be missing at home. Writing them home again does no harm, so a power cut during replay
 * only means that it starts over.
 */
#include "cache.h"
#include "journal.h"

#include <abi/errno.h>
#include <fs/format.h>
#include <kernel/log.h>
#include <lib/string.h>

static bool home_is_sound(const struct disk_layout *layout, uint32_t block)
{
	return block == DISK_SUPER_OFFSET >> layout->block_shift ||
	       (block >= layout->inode_start && block < layout->size);
}

static bool log_is_sound(const struct disk_layout *layout, const struct disk_log_header *header)
{
	uint32_t count = le32_get(header->count);

	if (count > disk_log_capacity(layout))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		if (!home_is_sound(layout, le32_get(header->home[i])))
			return false;
	}
	return true;
}

static int block_transfer(bool write, uint32_t block, void *data)
{
	return cache_transfer(write, (uint64_t)block * BLOCK_SECTORS, data, BLOCK_SIZE);
}

static int copies_write(const struct disk_layout *layout, const struct disk_log_header *header,
			void *copy)
{
	int error = 0;

	for (uint32_t i = 0; i < le32_get(header->count) && error == 0; i++) {
		error = block_transfer(false, layout->log_start + 1 + i, copy);
		if (error == 0)
			error = block_transfer(true, le32_get(header->home[i]), copy);
	}
	return error ? error : cache_flush();
}

static int replay(const struct disk_layout *layout, struct disk_log_header *header, void *copy)
{
	int error = block_transfer(false, layout->log_start, header);
	int count = (int)le32_get(header->count);

	if (error)
		return error;
	if (count == 0)
		return 0;
	if (!log_is_sound(layout, header)) {
		kprintf("fs: the log is damaged\n");
		return -EINVAL;
	}
	error = copies_write(layout, header, copy);
	if (error)
		return error;
	memset(header, 0, DISK_SECTOR);
	error = cache_transfer(true, (uint64_t)layout->log_start * BLOCK_SECTORS, header,
			       DISK_SECTOR);
	if (error == 0)
		error = cache_flush();
	return error ? error : count;
}

int log_recover(const struct disk_layout *layout)
{
	void *header, *copy;
	int result = -ENOMEM;

	if (layout->log_blocks == 0)
		return 0;
	header = block_memory_alloc();
	copy = block_memory_alloc();
	if (header != NULL && copy != NULL)
		result = replay(layout, header, copy);
	if (header != NULL)
		block_memory_free(header);
	if (copy != NULL)
		block_memory_free(copy);
	return result;
}
