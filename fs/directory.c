/*
 * Directories: files of entries, the first two being `.` and `..`.
 *
 * A name occurs once. `.` and `..` of the root both lead to the root. A directory that was removed
 * but is still somebody's working directory keeps its blocks until that ends, but nothing is found
 * in it and nothing can be made there.
 */
#include "directory.h"
#include "volume.h"

#include <abi/errno.h>
#include <lib/string.h>

/* Constant without CONFIG_FS_LONG_NAMES, so that the calls below become direct ones. */
static const struct entries_ops *ops_of_volume(void)
{
	if (volume_has(LONG_NAMES))
		return &entries_long;
	return &entries_classic;
}

/* The buffer of one block of a directory, and how much of it is directory. */
static int dir_block(struct inode *directory, uint32_t index, struct buffer **buffer,
		     uint32_t *size)
{
	uint32_t block;
	int error = map_find(directory, index, &block);

	if (error == 0 && block == 0)
		error = -EIO;
	if (error)
		return error;
	*size = MIN(BLOCK_SIZE, directory->size - (index << BLOCK_SHIFT));
	return cache_read(block, buffer);
}

static uint32_t dir_blocks(const struct inode *directory)
{
	return (uint32_t)(((uint64_t)directory->size + BLOCK_SIZE - 1) >> BLOCK_SHIFT);
}

/* Look in one block. Returns 0, -ENOENT or -EIO. */
static int block_find(struct inode *directory, uint32_t index, const struct name *name,
		      struct dir_result *result)
{
	const struct entries_ops *ops = ops_of_volume();
	struct buffer *buffer;
	struct entry entry;
	uint32_t size, offset, room;
	int error = dir_block(directory, index, &buffer, &size);

	if (error)
		return error;
	offset = ops->find(buffer->data, size, name, &room);
	if (offset != SLOT_NONE && ops->next(buffer->data, size, offset, &entry)) {
		result->number = entry.number;
		result->slot = (struct slot){ index, offset };
	} else {
		error = -ENOENT;
		if (room != SLOT_NONE && result->room.index == SLOT_NONE)
			result->room = (struct slot){ index, room };
	}
	cache_put(buffer);
	return error;
}

int dir_find(struct inode *directory, const struct name *name, struct dir_result *result)
{
	int error = -ENOENT;

	result->room.index = SLOT_NONE;
	if (directory->orphan)
		return -ENOENT;
	if (name->length > volume_name_max())
		return -ENAMETOOLONG;
	for (uint32_t index = 0; index < dir_blocks(directory) && error == -ENOENT; index++)
		error = block_find(directory, index, name, result);
	return error;
}

/* What a directory's size is a multiple of. */
static uint32_t dir_unit(void)
{
	return volume_has(LONG_NAMES) ? BLOCK_SIZE : sizeof(struct disk_entry);
}

int dir_load(struct inode *directory)
{
	const struct name dot_dot = { "..", 2 };
	struct dir_result found;
	int error;

	if (directory->size % dir_unit() != 0 || directory->size > disk_file_max(volume_layout()))
		return -EIO;
	error = dir_find(directory, &dot_dot, &found);
	directory->up = error == 0 ? found.number : 0;
	return error == -ENOENT ? 0 : error;
}

/* Make room for one more entry at the end of the directory. */
static int dir_grow(struct inode *directory, struct slot *slot)
{
	uint32_t size = directory->size, block;
	struct buffer *buffer;
	int error;

	*slot = (struct slot){ size >> BLOCK_SHIFT, size & (BLOCK_SIZE - 1) };
	directory->size += dir_unit();
	if (slot->offset != 0)
		return 0;
	error = map_create(directory, slot->index, &block, &buffer);
	if (error == 0 && buffer == NULL)
		error = cache_new(block, &buffer);
	if (error) {
		directory->size = size;
		return error == -EFBIG ? -ENOSPC : error;
	}
	journal_modify(buffer);
	if (volume_has(LONG_NAMES))
		entries_long_init(buffer->data, BLOCK_SIZE);
	else
		memset(buffer->data, 0, BLOCK_SIZE);
	cache_validate(buffer);
	cache_put(buffer);
	return 0;
}

/* The buffer of an entry that is about to change. */
static int slot_modify(struct inode *directory, struct slot slot, struct buffer **buffer)
{
	uint32_t size;
	int error = dir_block(directory, slot.index, buffer, &size);

	if (error == 0)
		journal_modify(*buffer);
	return error;
}

int dir_hold(struct inode *directory, struct slot slot, struct place *place)
{
	int error = inode_prepare(directory);

	place->offset = slot.offset;
	if (error == 0)
		error = slot_modify(directory, slot, &place->buffer);
	if (error)
		place->buffer = NULL;
	return error;
}

void dir_release(struct place *place)
{
	if (place->buffer != NULL)
		cache_put(place->buffer);
}

/* Its contents changed, and perhaps its size and its blocks. */
static int dir_store(struct inode *directory)
{
	inode_touch(directory, TIME_MODIFIED | TIME_CHANGED);
	return inode_store(directory);
}

int dir_add(struct inode *directory, const struct name *name, uint32_t number, uint32_t type,
	    const struct dir_result *result)
{
	struct slot slot = result->room;
	uint32_t size = directory->size;
	struct buffer *buffer;
	int error = 0;

	if (slot.index == SLOT_NONE)
		error = dir_grow(directory, &slot);
	if (error == 0)
		error = slot_modify(directory, slot, &buffer);
	if (error) {
		directory->size = size;
		return error;
	}
	ops_of_volume()->put(buffer->data, slot.offset, name, number, type);
	cache_put(buffer);
	return dir_store(directory);
}

void dir_remove(struct inode *directory, const struct place *place)
{
	ops_of_volume()->remove(place->buffer->data, place->offset);
	dir_store(directory);
}

void dir_replace(struct inode *directory, const struct place *place, uint32_t number, uint32_t type)
{
	ops_of_volume()->set(place->buffer->data, place->offset, number, type);
	dir_store(directory);
}

void dir_set_parent(struct inode *directory, const struct place *place, uint32_t parent)
{
	directory->up = parent;
	ops_of_volume()->set(place->buffer->data, place->offset, parent, DISK_DIRECTORY);
}

int dir_init(struct inode *directory, uint32_t parent)
{
	const struct name dot = { ".", 1 }, dot_dot = { "..", 2 };
	uint32_t entry = sizeof(struct disk_entry);
	struct buffer *buffer;
	struct slot slot;
	int error = dir_grow(directory, &slot);

	if (error == 0)
		error = slot_modify(directory, slot, &buffer);
	if (error)
		return error;
	/* In a block of long entries there is room behind the one before. */
	if (volume_has(LONG_NAMES))
		entry = 0;
	else
		directory->size += entry;
	ops_of_volume()->put(buffer->data, 0, &dot, directory->number, DISK_DIRECTORY);
	ops_of_volume()->put(buffer->data, entry, &dot_dot, parent, DISK_DIRECTORY);
	cache_put(buffer);
	directory->up = parent;
	return inode_store(directory);
}

/* What a walk over all entries calls; false ends it. */
typedef bool (*entry_visit_t)(void *context, const struct entry *entry, uint64_t next);

static int dir_walk(struct inode *directory, uint64_t *position, entry_visit_t visit, void *context)
{
	const struct entries_ops *ops = ops_of_volume();
	struct buffer *buffer;
	struct entry entry;
	uint32_t index, offset, size;
	uint64_t base;
	bool more = true;
	int error;

	while (more && *position < directory->size && !directory->orphan) {
		index = (uint32_t)*position >> BLOCK_SHIFT;
		offset = (uint32_t)*position & (BLOCK_SIZE - 1);
		base = (uint64_t)index << BLOCK_SHIFT;
		error = dir_block(directory, index, &buffer, &size);
		if (error)
			return error;
		while (more && ops->next(buffer->data, size, offset, &entry)) {
			offset = entry.next;
			more = visit(context, &entry, base + offset);
			if (more)
				*position = base + offset;
		}
		cache_put(buffer);
		if (more)
			*position = base + BLOCK_SIZE;
	}
	return 0;
}

static bool visit_empty(void *context, const struct entry *entry, uint64_t next)
{
	bool *empty = context;

	(void)next;
	*empty = name_is_dot(&entry->name) || name_is_dot_dot(&entry->name);
	return *empty;
}

int dir_is_empty(struct inode *directory)
{
	bool empty = true;
	uint64_t position = 0;
	int error = dir_walk(directory, &position, visit_empty, &empty);

	return error ? error : empty;
}

struct emit {
	dir_emit_t emit;
	void *context;
};

static bool visit_emit(void *context, const struct entry *entry, uint64_t next)
{
	const struct emit *emit = context;

	return emit->emit(emit->context, entry->name.bytes, entry->name.length, entry->number,
			  inode_disk_mode(entry->type), next);
}

int dir_read(struct inode *directory, uint64_t *position, dir_emit_t emit, void *context)
{
	struct emit state = { emit, context };

	return dir_walk(directory, position, visit_emit, &state);
}
