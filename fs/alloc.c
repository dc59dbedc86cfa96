/*
 * Free blocks: the bitmap, one bit for each block of the disk, set when the block is in use.
 *
 * A block of the bitmap and the blocks it describes are a group. Blocks are taken near a goal,
 * which keeps the blocks of a file together, or else from where the last freed block was.
 *
 * A freed block must not be overwritten before the transaction that frees it is durable, or a power
 * cut would bring back a file with foreign contents. So each group keeps, from its first change in
 * a transaction on, a copy of the bitmap as it was when the transaction began (`undo`), and the
 * transaction that is being committed has kept its own (`undo_closed`). A block is there to be
 * taken if its bit is clear in the bitmap and in both copies. A block that was taken and freed
 * within one transaction is clear in all of them and may be taken again at once: nothing durable
 * ever knew it.
 *
 * Without memory for a copy, taking blocks goes on: a copy that is made later in the transaction
 * has them as in use, so they wait like all others when they are freed. Freeing must not fail:
 * there UNDO_FULL stands in for a copy with all bits set, and the free blocks of the whole group
 * wait for the commit.
 */
#include "volume.h"

#include <abi/errno.h>
#include <kernel/log.h>
#include <lib/bitmap.h>
#include <lib/string.h>
#include <mm/page.h>

#define UNDO_FULL ((uint64_t *)8)

/* Guarded by alloc.lock, or by no operation being open in alloc_transaction_closed(). */
struct group {
	uint64_t *undo;
	uint64_t *undo_closed;
	uint32_t free; /* clear bits in the bitmap */
} __aligned(32); /* a power of two of them fill a page */

#define GROUPS_PER_PAGE (PAGE_SIZE / sizeof(struct group))
#define GROUP_PAGES 64

static struct group *group_pages[GROUP_PAGES]; /* [i] */

static struct {
	struct mutex lock;
	uint32_t groups;                  /* [i] */
	/* The rest: lock to change, none to look at. */
	uint32_t hint;           /* a block near which one was freed */
	uint32_t free;           /* clear bits in all groups */
	uint32_t pending;        /* of these, to be had when the running transaction is durable */
	uint32_t pending_closed; /* likewise, by the committing one */
	bool closed_durable;     /* the undo_closed copies are not needed any more */
} alloc;

static struct group *group_at(uint32_t number)
{
	return &group_pages[number / GROUPS_PER_PAGE][number % GROUPS_PER_PAGE];
}

static uint32_t group_of(uint32_t block)
{
	return block >> (BLOCK_SHIFT + 3);
}

static uint32_t bit_of(uint32_t block)
{
	return block & (8 * BLOCK_SIZE - 1);
}

/* Bits of a group that stand for blocks files may have: from *first to the returned end. */
static uint32_t group_range(uint32_t number, uint32_t *first)
{
	uint32_t base = number << (BLOCK_SHIFT + 3);
	uint32_t start = disk_data_start(volume_layout());

	*first = start > base ? MIN(start - base, 8 * BLOCK_SIZE) : 0;
	return MIN(volume.layout.size - base, 8 * BLOCK_SIZE);
}

/* Clear bits between `bit` and `end`; whole words are quick when all are equal. */
static uint32_t bits_count_clear(const uint64_t *map, uint32_t bit, uint32_t end)
{
	uint32_t count = 0;

	while (bit < end) {
		uint64_t word = map[bit / 64];

		if (bit % 64 == 0 && end - bit >= 64 && (word == 0 || word == UINT64_MAX)) {
			count += word == 0 ? 64 : 0;
			bit += 64;
		} else {
			count += !(word >> bit % 64 & 1);
			bit++;
		}
	}
	return count;
}

static int group_count(uint32_t number)
{
	struct buffer *buffer;
	uint32_t first, end = group_range(number, &first);
	int error = cache_read(volume.layout.bitmap_start + number, &buffer);

	if (error)
		return error;
	group_at(number)->free = bits_count_clear(buffer->data, first, end);
	alloc.free += group_at(number)->free;
	cache_put(buffer);
	return 0;
}

int alloc_start(void)
{
	int error = 0;

	mutex_init(&alloc.lock);
	alloc.groups = disk_bitmap_blocks(volume_layout());
	alloc.free = alloc.pending = alloc.pending_closed = 0;
	alloc.hint = disk_data_start(volume_layout());
	if (alloc.groups > GROUP_PAGES * GROUPS_PER_PAGE)
		return -EINVAL;
	for (uint32_t i = 0; i * GROUPS_PER_PAGE < alloc.groups; i++) {
		group_pages[i] = page_alloc_zeroed();
		if (group_pages[i] == NULL)
			return -ENOMEM;
	}
	if (IS_ENABLED(CONFIG_FS_READ_AHEAD))
		cache_read_ahead(volume.layout.bitmap_start,
				 MIN(alloc.groups, (uint32_t)CONFIG_FS_NBUF / 2));
	for (uint32_t number = 0; number < alloc.groups && error == 0; number++)
		error = group_count(number);
	return error;
}

static void undo_drop(uint64_t **undo)
{
	if (*undo != NULL && *undo != UNDO_FULL)
		block_memory_free(*undo);
	*undo = NULL;
}

void alloc_stop(void)
{
	for (uint32_t number = 0; number < alloc.groups; number++) {
		undo_drop(&group_at(number)->undo);
		undo_drop(&group_at(number)->undo_closed);
	}
	for (uint32_t i = 0; i < GROUP_PAGES; i++) {
		if (group_pages[i] != NULL)
			page_free(group_pages[i]);
		group_pages[i] = NULL;
	}
	alloc.groups = 0;
}

/* The copies that a durable transaction has left behind. */
static void undo_drop_closed(void)
{
	alloc.closed_durable = false;
	for (uint32_t number = 0; number < alloc.groups; number++)
		undo_drop(&group_at(number)->undo_closed);
}

void alloc_transaction_closed(void)
{
	undo_drop_closed();
	for (uint32_t number = 0; number < alloc.groups; number++) {
		group_at(number)->undo_closed = group_at(number)->undo;
		group_at(number)->undo = NULL;
	}
	alloc.pending_closed = alloc.pending;
	alloc.pending = 0;
}

/* Takes no lock: a holder of alloc.lock may be waiting for the caller, the journal's thread. */
void alloc_transaction_durable(void)
{
	alloc.pending_closed = 0;
	alloc.closed_durable = true;
}

bool alloc_is_short(uint32_t blocks)
{
	uint32_t pending = alloc.pending + alloc.pending_closed;

	return pending > 0 && alloc.free < pending + blocks;
}

uint32_t alloc_count_free(void)
{
	return alloc.free;
}

/* The group's bitmap is about to change: keep what it was when the transaction began, if we can. */
static void group_prepare(struct group *group, const struct buffer *buffer)
{
	if (!IS_ENABLED(CONFIG_FS_LOG) || group->undo != NULL)
		return;
	group->undo = block_memory_alloc();
	if (group->undo != NULL)
		memcpy(group->undo, buffer->data, BLOCK_SIZE);
}

/* The bits that may not be taken, 64 at a time. */
static uint64_t group_taken(const struct group *group, const uint64_t *map, uint32_t word)
{
	uint64_t taken = map[word];

	if (group->undo != NULL)
		taken |= group->undo == UNDO_FULL ? UINT64_MAX : group->undo[word];
	if (group->undo_closed != NULL)
		taken |= group->undo_closed == UNDO_FULL ? UINT64_MAX : group->undo_closed[word];
	return taken;
}

/* The first bit to be had in [bit, end), or `end`. */
static uint32_t group_search(const struct group *group, const uint64_t *map, uint32_t bit,
			     uint32_t end)
{
	uint64_t clear;

	while (bit < end) {
		clear = ~group_taken(group, map, bit / 64) & (UINT64_MAX << bit % 64);
		if (clear != 0)
			return MIN(end, (bit & ~63u) + bit_lowest(clear));
		bit = (bit | 63) + 1;
	}
	return end;
}

/* Take a block of this group, from `bit` on. *block is 0 when there is none. */
static int group_take(uint32_t number, uint32_t bit, uint32_t *block)
{
	struct group *group = group_at(number);
	struct buffer *buffer;
	uint32_t first, end = group_range(number, &first);
	int error;

	*block = 0;
	if (group->free == 0)
		return 0;
	error = cache_read(volume.layout.bitmap_start + number, &buffer);
	if (error)
		return error;
	bit = group_search(group, buffer->data, MAX(bit, first), end);
	if (bit < end) {
		group_prepare(group, buffer);
		journal_modify(buffer);
		((uint64_t *)buffer->data)[bit / 64] |= 1ull << bit % 64;
		group->free--;
		alloc.free--;
		*block = (number << (BLOCK_SHIFT + 3)) + bit;
	}
	cache_put(buffer);
	return 0;
}

/* Why no block was found: there may be free ones that want of memory keeps from being taken. */
static int shortage(void)
{
	const struct group *group;

	for (uint32_t number = 0; number < alloc.groups; number++) {
		group = group_at(number);
		if (group->undo == UNDO_FULL || group->undo_closed == UNDO_FULL)
			return -ENOMEM;
	}
	return -ENOSPC;
}

int alloc_block(uint32_t goal, uint32_t *block)
{
	uint32_t number;
	int error;

	mutex_lock(&alloc.lock);
	if (alloc.closed_durable)
		undo_drop_closed();
	if (!volume_is_data_block(goal))
		goal = volume_is_data_block(alloc.hint) ? alloc.hint : volume.layout.size - 1;
	number = group_of(goal);
	error = group_take(number, bit_of(goal), block);
	for (uint32_t i = 0; i < alloc.groups && *block == 0 && error == 0; i++) {
		number = number + 1 < alloc.groups ? number + 1 : 0;
		error = group_take(number, 0, block);
	}
	if (*block != 0 && *block >= alloc.hint)
		alloc.hint = *block + 1;
	if (error == 0 && *block == 0)
		error = shortage();
	mutex_unlock(&alloc.lock);
	return error;
}

/* Clear the bit. Returns whether the transaction found it in use: then the block is pending. */
static bool group_give(struct group *group, struct buffer *buffer, uint32_t bit)
{
	uint64_t mask = 1ull << bit % 64;
	bool pending;

	group_prepare(group, buffer);
	if (IS_ENABLED(CONFIG_FS_LOG) && group->undo == NULL) {
		group->undo = UNDO_FULL;
		alloc.pending += group->free;
	}
	journal_modify(buffer);
	((uint64_t *)buffer->data)[bit / 64] &= ~mask;
	group->free++;
	alloc.free++;
	pending = group->undo == UNDO_FULL ||
		  (group->undo != NULL && (group->undo[bit / 64] & mask));
	alloc.pending += pending;
	return pending;
}

/*
 * The block's contents are of no interest any more; if it is pending and the closed transaction's
 * data is still on its way home, that may be part of what the closed transaction promises.
 */
static void block_forget(uint32_t block, bool pending)
{
	struct buffer *buffer = cache_forget(block, pending && journal_data_is_due());

	if (buffer != NULL) {
		journal_forget(buffer);
		cache_put(buffer);
	}
}

int alloc_free(uint32_t block)
{
	struct buffer *buffer;
	uint32_t bit = bit_of(block);
	bool pending;
	int error;

	if (!volume_is_data_block(block))
		return -EIO;
	error = cache_read(disk_bitmap_block(volume_layout(), block), &buffer);
	if (error)
		return error;
	mutex_lock(&alloc.lock);
	if (((uint64_t *)buffer->data)[bit / 64] >> bit % 64 & 1) {
		pending = group_give(group_at(group_of(block)), buffer, bit);
		block_forget(block, pending);
	} else {
		kprintf("fs: block %u was free already\n", block);
		block_forget(block, true);
	}
	if (block < alloc.hint)
		alloc.hint = block;
	mutex_unlock(&alloc.lock);
	cache_put(buffer);
	return 0;
}
