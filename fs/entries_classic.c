/*
 * Classic directory entries: a 16-bit inode number and a name of up to 14 bytes, shorter ones ended
 * by a zero byte. What follows that byte is not looked at.
 *
 * An entry is two words. A name to look for is made into two words and two masks once, so that each
 * entry costs a few instructions.
 */
#include "directory.h"

#include <fs/format.h>
#include <lib/string.h>

_Static_assert(STRATA_LITTLE_ENDIAN, "entries are compared as little-endian words");

union words {
	struct disk_entry entry;
	uint64_t word[2];
};

/* The words of a name, and the bytes of them that count. */
static void words_of_name(const struct name *name, union words *words, union words *mask)
{
	size_t counted = MIN(name->length + 1, (size_t)DISK_NAME_MAX);

	*words = (union words){ .word = { 0, 0 } };
	*mask = *words;
	memcpy(words->entry.name, name->bytes, name->length);
	memset(mask->entry.name, 0xff, counted);
}

static uint32_t classic_find(const void *block, uint32_t size, const struct name *name,
			     uint32_t *room)
{
	const union words *entries = block;
	union words wanted, mask;

	words_of_name(name, &wanted, &mask);
	*room = SLOT_NONE;
	for (uint32_t i = 0; i < size / sizeof(*entries); i++) {
		if ((uint16_t)entries[i].word[0] == 0) {
			if (*room == SLOT_NONE)
				*room = i * (uint32_t)sizeof(*entries);
			continue;
		}
		if ((entries[i].word[0] & mask.word[0]) == wanted.word[0] &&
		    (entries[i].word[1] & mask.word[1]) == wanted.word[1])
			return i * (uint32_t)sizeof(*entries);
	}
	return SLOT_NONE;
}

static bool classic_next(const void *block, uint32_t size, uint32_t offset, struct entry *entry)
{
	const struct disk_entry *disk;

	offset = ALIGN_UP(offset, sizeof(*disk));
	for (; offset + sizeof(*disk) <= size; offset += sizeof(*disk)) {
		disk = (const void *)((const char *)block + offset);
		if (le16_get(disk->inode) == 0)
			continue;
		entry->number = le16_get(disk->inode);
		entry->type = 0;
		entry->name.bytes = disk->name;
		entry->name.length = strnlen(disk->name, DISK_NAME_MAX);
		entry->next = offset + (uint32_t)sizeof(*disk);
		return true;
	}
	return false;
}

static void classic_put(void *block, uint32_t offset, const struct name *name, uint32_t number,
			uint32_t type)
{
	struct disk_entry *disk = (void *)((char *)block + offset);

	(void)type;
	memset(disk, 0, sizeof(*disk));
	le16_set(&disk->inode, (uint16_t)number);
	memcpy(disk->name, name->bytes, name->length);
}

static void classic_set(void *block, uint32_t offset, uint32_t number, uint32_t type)
{
	(void)type;
	le16_set((void *)((char *)block + offset), (uint16_t)number);
}

static void classic_remove(void *block, uint32_t offset)
{
	memset((char *)block + offset, 0, sizeof(struct disk_entry));
}

const struct entries_ops entries_classic = {
	.find = classic_find,
	.next = classic_next,
	.put = classic_put,
	.set = classic_set,
	.remove = classic_remove,
};
