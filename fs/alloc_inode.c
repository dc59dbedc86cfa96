/*
 * Free inodes: there is no bitmap of them; a free one has type 0. They are looked for from the
 * lowest number that may be free.
 */
#include "volume.h"

#include <abi/errno.h>

static struct {
	struct mutex lock; /* held from finding a free inode until it is marked as taken */
	/* Guarded by the lock. */
	uint32_t lowest;   /* no lower number is free */
	uint32_t free;     /* free inodes, if `counted` */
	bool counted;
} inodes = { .lock = MUTEX_INIT(inodes.lock) };

void alloc_inode_start(void)
{
	inodes.lowest = DISK_ROOT_INODE;
	inodes.counted = false;
}

static bool slot_is_free(struct buffer *buffer, uint32_t number)
{
	le16 type;

	journal_peek(buffer, disk_inode_offset(volume_layout(), number), &type, sizeof(type));
	return le16_get(type) == DISK_FREE;
}

/* Find the first free inode from `number` on. *result is 0 when there is none. */
static int inode_search(uint32_t number, struct buffer **buffer, uint32_t *result)
{
	uint32_t block;
	int error;

	*result = 0;
	while (number < volume.layout.inode_count) {
		block = disk_inode_block(volume_layout(), number);
		error = cache_read(block, buffer);
		if (error)
			return error;
		do {
			if (slot_is_free(*buffer, number)) {
				*result = number;
				return 0;
			}
		} while (++number < volume.layout.inode_count &&
			 disk_inode_block(volume_layout(), number) == block);
		cache_put(*buffer);
	}
	return 0;
}

/* Make a free inode an empty one of this type. */
static void inode_take(struct buffer *buffer, uint32_t number, uint32_t type)
{
	struct disk_inode_times empty = { .inode.type = le16_make((uint16_t)type) };

	journal_update(buffer, disk_inode_offset(volume_layout(), number), &empty,
		       1u << volume.layout.inode_shift);
	cache_put(buffer);
}

int alloc_inode(uint32_t type, uint32_t *number)
{
	struct buffer *buffer;
	int error;

	mutex_lock(&inodes.lock);
	error = inode_search(inodes.lowest, &buffer, number);
	if (error == 0 && *number == 0) {
		inodes.lowest = volume.layout.inode_count;
		error = -ENOSPC;
	}
	if (error == 0) {
		inode_take(buffer, *number, type);
		inodes.lowest = *number + 1;
		inodes.free--;
	}
	mutex_unlock(&inodes.lock);
	return error;
}

int alloc_inode_free(uint32_t number)
{
	static struct disk_inode_times empty; /* not const: zeroes then take room in the image */
	struct buffer *buffer;
	int error = cache_read(disk_inode_block(volume_layout(), number), &buffer);

	if (error)
		return error;
	mutex_lock(&inodes.lock);
	journal_update(buffer, disk_inode_offset(volume_layout(), number), &empty,
		       1u << volume.layout.inode_shift);
	inodes.lowest = MIN(inodes.lowest, number);
	inodes.free++;
	mutex_unlock(&inodes.lock);
	cache_put(buffer);
	return 0;
}

/* Counting reads all inodes, so it is done when somebody first wants to know. Lock held. */
static void inodes_count(void)
{
	struct buffer *buffer;
	uint32_t number = 0;
	int error;

	inodes.free = 0;
	while ((error = inode_search(number + 1, &buffer, &number)) == 0 && number != 0) {
		inodes.free++;
		cache_put(buffer);
	}
	inodes.counted = error == 0;
}

uint32_t alloc_count_free_inodes(void)
{
	uint32_t free;

	mutex_lock(&inodes.lock);
	if (!inodes.counted)
		inodes_count();
	free = inodes.free;
	mutex_unlock(&inodes.lock);
	return free;
}
