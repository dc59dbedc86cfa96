/*
 * Where the blocks of a file are, without FS_LARGE_FILES: twelve numbers in the inode, the others
 * in the one block that the thirteenth leads to. The twin of map.c; it remembers no extents.
 */
#include "volume.h"

#include <abi/errno.h>
#include <lib/string.h>

#define DIRECT (DISK_ADDRESSES - 1)
#define INDIRECT (BLOCK_SIZE / 4)

static int number_check(uint32_t number)
{
	return number == 0 || volume_is_data_block(number) ? 0 : -EIO;
}

static le32 *entry_at(struct buffer *indirect, uint32_t index)
{
	return (le32 *)indirect->data + (index - DIRECT);
}

static int indirect_read(const struct inode *inode, struct buffer **indirect)
{
	uint32_t number = inode->addresses[DIRECT];
	int error = number_check(number);

	return error ? error : cache_read(number, indirect);
}

int map_find(struct inode *inode, uint32_t index, uint32_t *block)
{
	struct buffer *indirect;
	int error;

	if (index >= DIRECT + INDIRECT)
		return -EFBIG;
	*block = inode->addresses[MIN(index, (uint32_t)DIRECT)];
	if (index >= DIRECT && *block != 0) {
		error = indirect_read(inode, &indirect);
		if (error)
			return error;
		*block = le32_get(*entry_at(indirect, index));
		cache_put(indirect);
	}
	return number_check(*block);
}

/* Give the inode an empty indirect block. Its buffer is to be put by the caller. */
static int indirect_create(struct inode *inode, struct buffer **indirect)
{
	uint32_t number;
	int error = alloc_block(inode->hint, &number);

	if (error)
		return error;
	error = cache_new(number, indirect);
	if (error) {
		alloc_free(number);
		return error;
	}
	journal_modify(*indirect);
	memset((*indirect)->data, 0, BLOCK_SIZE);
	cache_validate(*indirect);
	inode->addresses[DIRECT] = number;
	inode->hint = number + 1;
	return 0;
}

/* Note the number of a new block where it belongs. */
static int number_set(struct inode *inode, uint32_t index, uint32_t number)
{
	struct buffer *indirect;
	int error;

	if (index < DIRECT) {
		inode->addresses[index] = number;
		return 0;
	}
	error = inode->addresses[DIRECT] != 0 ? indirect_read(inode, &indirect) :
						indirect_create(inode, &indirect);
	if (error)
		return error;
	journal_modify(indirect);
	le32_set(entry_at(indirect, index), number);
	cache_put(indirect);
	return 0;
}

/* Get the new block's buffer before the file has the block. */
static int block_link(struct inode *inode, uint32_t index, uint32_t block, struct buffer **fresh)
{
	int error = cache_new(block, fresh);

	if (error)
		return error;
	error = number_set(inode, index, block);
	if (error) {
		cache_put(*fresh);
		*fresh = NULL;
	}
	return error;
}

int map_create(struct inode *inode, uint32_t index, uint32_t *block, struct buffer **fresh)
{
	int error = map_find(inode, index, block);

	*fresh = NULL;
	if (error || *block != 0)
		return error;
	error = inode_prepare(inode);
	if (error == 0)
		error = alloc_block(inode->hint, block);
	if (error)
		return error;
	inode->hint = *block + 1;
	error = block_link(inode, index, *block, fresh);
	if (error)
		alloc_free(*block);
	return error;
}
