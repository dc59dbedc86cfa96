/*
 * The name cache: a table with one place for each hash of directory and name.
 *
 * An entry is true: it is made from a search and dropped before the name changes, both with the
 * directory's lock held. It holds no reference. The inode is found while the table's lock is held,
 * so that whoever removes the name and then drops the last reference comes either before, and the
 * entry is gone, or after, and it was not the last. Names that do not fit are not remembered.
 */
#include "names.h"
#include "volume.h"

#include <lib/string.h>

#define ENTRIES 512

struct known {
	uint32_t directory; /* inode numbers; 0: an empty place */
	uint32_t inode;
	uint8_t length;
	char name[NAME_CACHE_ROOM];
};

static struct {
	struct spinlock lock;
	struct known entries[ENTRIES]; /* [lock] */
} cached;

static struct known *place_of(const struct inode *directory, const struct name *name)
{
	uint32_t hash = directory->number * 31;

	for (size_t i = 0; i < name->length; i++)
		hash = hash * 31 + (unsigned char)name->bytes[i];
	return &cached.entries[(hash ^ hash >> 9) % ENTRIES];
}

static bool is_known(const struct known *known, const struct inode *directory,
		     const struct name *name)
{
	if (known->directory != directory->number || known->length != name->length)
		return false;
	for (size_t i = 0; i < name->length; i++) {
		if (known->name[i] != name->bytes[i])
			return false;
	}
	return true;
}

struct inode *name_cache_find(const struct inode *directory, const struct name *name)
{
	struct known *known = place_of(directory, name);
	struct inode *inode = NULL;
	irq_key_t key = spin_lock(&cached.lock);

	if (is_known(known, directory, name) && inode_find(known->inode, &inode) != 0)
		inode = NULL;
	spin_unlock(&cached.lock, key);
	return inode;
}

void name_cache_add(const struct inode *directory, const struct name *name, uint32_t number)
{
	struct known *known = place_of(directory, name);
	irq_key_t key;

	if (name->length > NAME_CACHE_ROOM)
		return;
	key = spin_lock(&cached.lock);
	known->directory = directory->number;
	known->inode = number;
	known->length = (uint8_t)name->length;
	memcpy(known->name, name->bytes, name->length);
	spin_unlock(&cached.lock, key);
}

void name_cache_drop(const struct inode *directory, const struct name *name)
{
	struct known *known = place_of(directory, name);
	irq_key_t key = spin_lock(&cached.lock);

	if (is_known(known, directory, name))
		known->directory = 0;
	spin_unlock(&cached.lock, key);
}

size_t name_cache_name_of(const struct inode *inode, char *name, uint32_t *directory)
{
	const struct known *known, *end = cached.entries + ENTRIES;
	irq_key_t key = spin_lock(&cached.lock);
	size_t length = 0;

	for (known = cached.entries; known < end && length == 0; known++) {
		if (known->directory == 0 || known->inode != inode->number)
			continue;
		length = known->length;
		memcpy(name, known->name, length);
		*directory = known->directory;
	}
	spin_unlock(&cached.lock, key);
	return length;
}

void name_cache_clear(void)
{
	irq_key_t key = spin_lock(&cached.lock);

	memset(cached.entries, 0, sizeof(cached.entries));
	spin_unlock(&cached.lock, key);
}
