/*
 * Making files shorter, and freeing them.
 *
 * Blocks go from the end of the file to its beginning, in as many journal operations as it takes;
 * after each the file is a shorter one and sound. So a power cut in the middle leaves a file that
 * is partly truncated, and nothing to clean up.
 */
#include "volume.h"

#include <abi/errno.h>
#include <kernel/log.h>

#define CUT_BLOCKS 2048 /* blocks freed in one operation at most */
#define CUT_BITMAPS 3   /* blocks of the bitmap changed by one operation at most */

_Static_assert(CUT_BITMAPS + 2 + 3 <= JOURNAL_OPERATION_BLOCKS,
	       "with the inode, the superblock and the indirect blocks down to where it stops");

/* One operation's share of the work. */
struct cut {
	uint32_t first;     /* blocks of the file from here on go */
	uint32_t lowest;    /* the lowest one that did */
	uint32_t blocks;    /* freed so far */
	uint32_t bitmap;    /* bitmap block changed last */
	uint32_t bitmaps;   /* and how often it was another one */
	bool more;          /* the share is used up and something is left */
	int error;
};

/* Free one block, if the operation may still do that. Numbers that are no blocks are dropped. */
static bool cut_block(struct cut *cut, uint32_t block)
{
	uint32_t bitmap = disk_bitmap_block(volume_layout(), block);

	if (!volume_is_data_block(block))
		return true;
	if (bitmap != cut->bitmap) {
		cut->bitmap = bitmap;
		cut->bitmaps++;
	}
	if (cut->bitmaps > CUT_BITMAPS || cut->blocks++ >= CUT_BLOCKS)
		cut->more = true;
	else
		cut->error = alloc_free(block);
	return !cut->more && cut->error == 0;
}

static uint32_t span_of(uint32_t level)
{
	return 1u << (level * (BLOCK_SHIFT - 2));
}

static bool cut_tree(struct cut *cut, uint32_t block, uint32_t level, uint32_t base);

/* Free what the indirect block leads to, from its end down to cut->first. */
static bool cut_entries(struct cut *cut, struct buffer *buffer, uint32_t level, uint32_t base)
{
	uint32_t span = span_of(level - 1);
	uint32_t keep = cut->first > base ? (cut->first - base) / span : 0;
	le32 *entries;

	for (uint32_t i = BLOCK_SIZE / 4; i-- > keep;) {
		entries = buffer->data;
		if (le32_get(entries[i]) == 0)
			continue;
		if (!cut_tree(cut, le32_get(entries[i]), level - 1, base + i * span))
			return false;
		if (base + i * span >= cut->first) {
			journal_modify(buffer);
			entries = buffer->data;
			le32_set(&entries[i], 0);
		}
	}
	return true;
}

/*
 * Free the part from cut->first on of the tree below `block`, which maps the file from `base` on;
 * all of it if cut->first <= base. Returns false when it has to stop.
 */
static bool cut_tree(struct cut *cut, uint32_t block, uint32_t level, uint32_t base)
{
	struct buffer *buffer;
	bool done;

	if (level > 0 && volume_is_data_block(block)) {
		cut->error = cache_read(block, &buffer);
		if (cut->error)
			return false;
		done = cut_entries(cut, buffer, level, base);
		cache_put(buffer);
		if (!done)
			return false;
	}
	if (base < cut->first)
		return true;
	if (!cut_block(cut, block))
		return false;
	cut->lowest = base;
	return true;
}

static void cut_inode(struct cut *cut, struct inode *inode)
{
	uint32_t direct = disk_direct_count(volume_layout());
	uint32_t base, level, span;

	/* The first block behind what the last number leads to. */
	base = direct;
	for (level = 1; level <= DISK_ADDRESSES - direct; level++)
		base += span_of(level);
	for (uint32_t i = DISK_ADDRESSES; i-- > 0;) {
		level = i < direct ? 0 : i - direct + 1;
		span = span_of(level);
		base -= span;
		if (base + (span - 1) < cut->first)
			break;
		if (inode->addresses[i] == 0)
			continue;
		if (!cut_tree(cut, inode->addresses[i], level, base))
			break;
		if (base >= cut->first)
			inode->addresses[i] = 0;
	}
}

/* One operation. Returns 0 when all is done, 1 when there is more, or -errno. */
static int truncate_step(struct inode *inode, uint32_t size, bool destroy)
{
	struct cut cut = { .first = DIV_ROUND_UP((uint64_t)size, BLOCK_SIZE),
			   .lowest = UINT32_MAX };
	uint64_t reached;
	int error = journal_begin(false);

	if (error)
		return error;
	error = inode_prepare(inode);
	if (error) {
		journal_end();
		return error;
	}
	inode->extent.count = 0;
	cut_inode(&cut, inode);
	reached = cut.more || cut.error ? (uint64_t)cut.lowest << BLOCK_SHIFT : size;
	inode->size = (uint32_t)MIN(reached, (uint64_t)inode->size);
	if (destroy && !cut.more && !cut.error) {
		error = alloc_inode_free(inode->number);
		if (error == 0)
			inode_orphan_end();
	} else {
		inode_touch(inode, TIME_MODIFIED | TIME_CHANGED);
		error = inode_store(inode);
	}
	journal_end();
	return cut.error ? cut.error : error ? error : cut.more;
}

int map_truncate(struct inode *inode, uint32_t size, bool destroy)
{
	int more;

	do {
		more = truncate_step(inode, size, destroy);
	} while (more > 0);
	inode->hint = 0;
	return more;
}
