/*
 * Where the blocks of a file are: direct numbers in the inode, then one to three levels of blocks
 * full of numbers. What a number says is not trusted: one that is no data block is an I/O error.
 */
#include "volume.h"

#include <abi/errno.h>
#include <lib/string.h>

#define EXTENT_MAX 128 /* neighbours looked for at a time */

static le32 *entry_at(struct buffer *buffer, uint32_t step)
{
	return (le32 *)buffer->data + step;
}

/* Read one number of an indirect block, and at the last level how far neighbours follow it. */
static int entry_read(uint32_t indirect, uint32_t step, uint32_t *number, uint32_t *run)
{
	uint32_t most = MIN(BLOCK_SIZE / 4 - step, (uint32_t)EXTENT_MAX);
	struct buffer *buffer;
	int error;

	if (!volume_is_data_block(indirect))
		return -EIO;
	error = cache_read(indirect, &buffer);
	if (error)
		return error;
	*number = le32_get(*entry_at(buffer, step));
	*run = 1;
	while (*run < most && le32_get(*entry_at(buffer, step + *run)) == *number + *run)
		++*run;
	cache_put(buffer);
	return 0;
}

static int number_check(uint32_t number)
{
	return likely(number == 0 || volume_is_data_block(number)) ? 0 : -EIO;
}

/* Walk from the inode to the number of the block. */
static __slow int map_walk(struct inode *inode, uint32_t index, uint32_t *block)
{
	struct disk_path path;
	uint32_t run = 1;
	int error;

	if (!disk_path_find(volume_layout(), index, &path))
		return -EFBIG;
	*block = inode->addresses[path.step[0]];
	while (path.depth == 0 && index + run < disk_direct_count(volume_layout()) &&
	       inode->addresses[index + run] == *block + run)
		run++;
	for (uint32_t level = 1; level <= path.depth && *block != 0; level++) {
		error = entry_read(*block, path.step[level], block, &run);
		if (error)
			return error;
	}
	if (*block != 0 && volume_is_data_block(*block + run - 1)) {
		inode->extent.index = index;
		inode->extent.block = *block;
		inode->extent.count = run;
	}
	return number_check(*block);
}

int map_find(struct inode *inode, uint32_t index, uint32_t *block)
{
	uint32_t ahead = index - inode->extent.index;

	if (likely(ahead < inode->extent.count)) {
		*block = inode->extent.block + ahead;
		return 0;
	}
	return map_walk(inode, index, block);
}

/* How far a path exists: the number of the last block on it, and the buffer that holds a 0. */
struct trail {
	struct disk_path path;
	struct buffer *parent; /* the indirect block with the missing number; NULL: the inode */
	uint32_t level;        /* of the missing number */
	uint32_t block;        /* 0, or the data block: nothing is missing */
};

static int trail_follow(const struct inode *inode, struct trail *trail)
{
	uint32_t number = inode->addresses[trail->path.step[0]];
	struct buffer *buffer;
	int error;

	trail->parent = NULL;
	for (trail->level = 0; trail->level < trail->path.depth && number != 0;) {
		error = number_check(number);
		if (error == 0)
			error = cache_read(number, &buffer);
		if (trail->parent != NULL)
			cache_put(trail->parent);
		if (error)
			return error;
		trail->parent = buffer;
		trail->level++;
		number = le32_get(*entry_at(buffer, trail->path.step[trail->level]));
	}
	trail->block = number;
	return number_check(number);
}

/* Allocate the data block first, to have it next to the one before, then those that lead to it. */
static int blocks_alloc(struct inode *inode, uint32_t *blocks, uint32_t count)
{
	uint32_t goal = inode->hint;
	int error = 0;

	for (uint32_t i = count; i-- > 0;) {
		error = alloc_block(goal, &blocks[i]);
		if (error) {
			while (++i < count)
				alloc_free(blocks[i]);
			return error;
		}
		goal = blocks[i] + 1;
	}
	inode->hint = goal;
	return 0;
}

/* Make `block` an indirect block that holds nothing but `number`. */
static int indirect_init(uint32_t block, uint32_t step, uint32_t number)
{
	struct buffer *buffer;
	int error = cache_new(block, &buffer);

	if (error)
		return error;
	journal_modify(buffer);
	memset(buffer->data, 0, BLOCK_SIZE);
	le32_set(entry_at(buffer, step), number);
	cache_validate(buffer);
	cache_put(buffer);
	return 0;
}

/* Make what is missing of the trail, and get the buffer of the data block, before it is linked. */
static int trail_complete(struct inode *inode, struct trail *trail, struct buffer **fresh)
{
	uint32_t blocks[4];
	uint32_t count = trail->path.depth - trail->level + 1;
	int error = inode_prepare(inode);

	if (error == 0)
		error = blocks_alloc(inode, blocks, count);
	if (error)
		return error;
	error = cache_new(blocks[count - 1], fresh);
	for (uint32_t i = count - 1; i-- > 0 && error == 0;)
		error = indirect_init(blocks[i], trail->path.step[trail->level + i + 1],
				      blocks[i + 1]);
	if (error) {
		if (*fresh != NULL)
			cache_put(*fresh);
		*fresh = NULL;
		while (count-- > 0)
			alloc_free(blocks[count]);
		return error;
	}
	if (trail->parent != NULL) {
		journal_modify(trail->parent);
		le32_set(entry_at(trail->parent, trail->path.step[trail->level]), blocks[0]);
	} else {
		inode->addresses[trail->path.step[0]] = blocks[0];
	}
	trail->block = blocks[count - 1];
	return 0;
}

/* A writer came upon a block: if it is the neighbour of the last one, the extent grows. */
static void extent_note(struct inode *inode, uint32_t index, uint32_t block)
{
	uint32_t count = inode->extent.count;

	if (count == 0 || index != inode->extent.index + count ||
	    block != inode->extent.block + count) {
		inode->extent.index = index;
		inode->extent.block = block;
		count = 0;
	}
	inode->extent.count = count + 1;
}

int map_create(struct inode *inode, uint32_t index, uint32_t *block, struct buffer **fresh)
{
	struct trail trail;
	int error;

	*fresh = NULL;
	if (index - inode->extent.index < inode->extent.count)
		return map_find(inode, index, block);
	if (!disk_path_find(volume_layout(), index, &trail.path))
		return -EFBIG;
	error = trail_follow(inode, &trail);
	if (error == 0 && trail.block == 0)
		error = trail_complete(inode, &trail, fresh);
	if (trail.parent != NULL)
		cache_put(trail.parent);
	*block = trail.block;
	if (error == 0)
		extent_note(inode, index, trail.block);
	return error;
}
