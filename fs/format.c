/*
 * The format's arithmetic that is too long to be inline; pure, for kernel and tools.
 */
#include <fs/format.h>

#include <lib/compiler.h>

static const char *areas_check(const struct disk_layout *layout)
{
	/* Not by disk_inode_block(): whether the sum fits in 32 bits is not known yet. */
	uint64_t inodes_end = (uint64_t)layout->inode_start +
			      (layout->inode_count - 1) / disk_inodes_per_block(layout) + 1;
	uint64_t bitmap_end = (uint64_t)layout->bitmap_start + disk_bitmap_blocks(layout);
	uint32_t super_block = DISK_SUPER_OFFSET >> layout->block_shift;

	if ((layout->log_blocks > 0 && layout->log_start <= super_block) ||
	    (uint64_t)layout->log_start + layout->log_blocks > layout->inode_start)
		return "log out of place";
	if (layout->inode_start <= super_block || inodes_end > layout->bitmap_start)
		return "inodes out of place";
	if (layout->data_blocks > layout->size || bitmap_end > disk_data_start(layout))
		return "bitmap out of place";
	return NULL;
}

const char *disk_layout_decode(struct disk_layout *layout, const struct disk_super *super)
{
	uint32_t block_shift = le32_get(super->block_shift);

	layout->size = le32_get(super->size);
	layout->data_blocks = le32_get(super->data_blocks);
	layout->inode_count = le32_get(super->inode_count);
	layout->log_blocks = le32_get(super->log_blocks);
	layout->log_start = le32_get(super->log_start);
	layout->inode_start = le32_get(super->inode_start);
	layout->bitmap_start = le32_get(super->bitmap_start);
	layout->features = le32_get(super->features);
	layout->block_shift = block_shift == 0 ? 10 : block_shift;
	layout->inode_shift = disk_has(layout, DISK_FEATURE_TIMES) ? 7 : 6;

	if (le32_get(super->magic) != DISK_MAGIC)
		return "no file system";
	if (layout->block_shift < 10 || layout->block_shift > 12)
		return "bad block size";
	if (le32_get(super->inode_size) != (layout->inode_shift == 6 ? 0 : 128))
		return "bad inode size";
	if (layout->inode_count < 2)
		return "no inodes";
	if (!disk_has(layout, DISK_FEATURE_LONG_NAMES) && layout->inode_count > 65536)
		return "too many inodes for its directories";
	return areas_check(layout);
}

bool disk_path_find(const struct disk_layout *layout, uint32_t index, struct disk_path *path)
{
	uint32_t shift = layout->block_shift - 2; /* log2 of the block numbers in a block */
	uint32_t mask = (1u << shift) - 1;
	uint32_t direct = disk_direct_count(layout);
	uint32_t levels = DISK_ADDRESSES - direct;
	uint32_t depth;

	if (index < direct) {
		path->depth = 0;
		path->step[0] = index;
		return true;
	}
	index -= direct;
	for (depth = 1; depth <= levels; depth++) {
		if ((uint64_t)index >> (shift * depth) == 0)
			break;
		index -= 1u << (shift * depth);
	}
	if (depth > levels)
		return false;
	path->depth = depth;
	path->step[0] = direct + depth - 1;
	for (uint32_t level = 1; level <= depth; level++)
		path->step[level] = index >> (shift * (depth - level)) & mask;
	return true;
}
