/*
 * Long directory entries: chained by their lengths, filling the block.
 *
 * Room for a new entry is a free entry that is long enough, or the unused end of one in use, which
 * is then cut in two. Removing joins the entry with the one before it in the block; the first of a
 * block becomes free instead.
 */
#include "directory.h"

#include <fs/format.h>
#include <lib/string.h>

static const struct disk_long_entry *entry_of(const void *block, uint32_t offset)
{
	return (const void *)((const char *)block + offset);
}

static const char *name_of(const struct disk_long_entry *disk)
{
	return (const char *)(disk + 1);
}

/* Bytes that the entry needs of those that it has. */
static uint32_t used_of(const struct disk_long_entry *disk)
{
	return le32_get(disk->inode) == 0 ? 0 : disk_long_entry_size(disk->name_length);
}

/* Is there an entry at this byte that one can go on from? */
static bool is_sound(const void *block, uint32_t size, uint32_t offset)
{
	const struct disk_long_entry *disk = entry_of(block, offset);
	uint32_t length;

	if (size - offset < sizeof(*disk))
		return false;
	length = le16_get(disk->length);
	return length >= sizeof(*disk) && length % 4 == 0 && length <= size - offset &&
	       used_of(disk) <= length;
}

static bool is_named(const struct disk_long_entry *disk, const struct name *name)
{
	return disk->name_length == name->length && le32_get(disk->inode) != 0 &&
	       memcmp(name_of(disk), name->bytes, name->length) == 0;
}

static uint32_t long_find(const void *block, uint32_t size, const struct name *name, uint32_t *room)
{
	uint32_t needed = disk_long_entry_size((uint32_t)name->length);
	const struct disk_long_entry *disk;

	*room = SLOT_NONE;
	for (uint32_t at = 0; at < size && is_sound(block, size, at);
	     at += le16_get(disk->length)) {
		disk = entry_of(block, at);
		if (is_named(disk, name))
			return at;
		if (*room == SLOT_NONE && le16_get(disk->length) - used_of(disk) >= needed)
			*room = at;
	}
	return SLOT_NONE;
}

static bool long_next(const void *block, uint32_t size, uint32_t offset, struct entry *entry)
{
	const struct disk_long_entry *disk;

	for (uint32_t at = 0; at < size && is_sound(block, size, at);
	     at += le16_get(disk->length)) {
		disk = entry_of(block, at);
		if (at < offset || le32_get(disk->inode) == 0)
			continue;
		entry->number = le32_get(disk->inode);
		entry->type = disk->type;
		entry->name.bytes = name_of(disk);
		entry->name.length = disk->name_length;
		entry->next = at + le16_get(disk->length);
		return true;
	}
	return false;
}

static void long_put(void *block, uint32_t offset, const struct name *name, uint32_t number,
		     uint32_t type)
{
	struct disk_long_entry *disk = (void *)((char *)block + offset);
	uint32_t length = le16_get(disk->length), used = used_of(disk);

	if (used > 0) {
		le16_set(&disk->length, (uint16_t)used);
		disk = (void *)((char *)disk + used);
	}
	le32_set(&disk->inode, number);
	le16_set(&disk->length, (uint16_t)(length - used));
	disk->name_length = (uint8_t)name->length;
	disk->type = (uint8_t)type;
	memcpy(disk + 1, name->bytes, name->length);
}

static void long_set(void *block, uint32_t offset, uint32_t number, uint32_t type)
{
	struct disk_long_entry *disk = (void *)((char *)block + offset);

	le32_set(&disk->inode, number);
	disk->type = (uint8_t)type;
}

static void long_remove(void *block, uint32_t offset)
{
	struct disk_long_entry *disk = (void *)((char *)block + offset), *before = NULL;
	uint32_t at = 0;

	while (at < offset) {
		before = (void *)((char *)block + at);
		at += le16_get(before->length);
	}
	if (before != NULL)
		le16_set(&before->length,
			 (uint16_t)(le16_get(before->length) + le16_get(disk->length)));
	le32_set(&disk->inode, 0);
}

void entries_long_init(void *block, uint32_t size)
{
	struct disk_long_entry *disk = block;

	memset(block, 0, size);
	le16_set(&disk->length, (uint16_t)size);
}

const struct entries_ops entries_long = {
	.find = long_find,
	.next = long_next,
	.put = long_put,
	.set = long_set,
	.remove = long_remove,
};
