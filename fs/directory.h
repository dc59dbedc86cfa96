/*
 * Directories of the disk: a name and what it leads to. The caller holds the directory's lock, and
 * has a journal operation open where entries change.
 *
 * Entries lie in the blocks of the directory's file, which are metadata. How they are packed in a
 * block is known to entries_classic.c and entries_long.c only.
 */
#pragma once

#include <fs/inode.h>
#include <lib/types.h>

struct buffer;

/* Where an entry is: its block of the file, and the byte in there. */
struct slot {
	uint32_t index;
	uint32_t offset;
};

#define SLOT_NONE UINT32_MAX

struct name {
	const char *bytes;
	size_t length;
};

/*
 * dir_load - see to it that a directory that was read from the disk can be one, and where its `..`
 * leads. Returns 0 or -EIO, -ENOMEM. May sleep.
 */
int dir_load(struct inode *directory);

/* What dir_find() found out. */
struct dir_result {
	uint32_t number;  /* inode number */
	struct slot slot; /* the entry, if there is one */
	struct slot room; /* where a new entry would go; index SLOT_NONE: nowhere yet */
};

/* dir_find - look for a name. Returns 0, -ENOENT (with `room` filled), -EIO. May sleep. */
int dir_find(struct inode *directory, const struct name *name, struct dir_result *result);

/*
 * dir_add - add an entry where dir_find() said there was room; the directory was prepared by
 * inode_prepare(). Returns 0, or -ENOSPC, -EIO, -ENOMEM and has changed nothing.
 */
int dir_add(struct inode *directory, const struct name *name, uint32_t number, uint32_t type,
	    const struct dir_result *result);

/* An entry that is going to change: its block, held in memory, and the byte in there. */
struct place {
	struct buffer *buffer; /* NULL: nothing is held */
	uint32_t offset;
};

/*
 * dir_hold - see to it that this entry can be changed, and the directory stored, without an error.
 * Returns 0, -EIO or -ENOMEM; dir_release() is right in any case. May sleep.
 */
int dir_hold(struct inode *directory, struct slot slot, struct place *place);
void dir_release(struct place *place);

/* dir_remove - take the entry away. dir_replace - let it lead elsewhere. */
void dir_remove(struct inode *directory, const struct place *place);
void dir_replace(struct inode *directory, const struct place *place, uint32_t number,
		 uint32_t type);

/* dir_set_parent - let the `..` that is held lead elsewhere: no change of the directory's times. */
void dir_set_parent(struct inode *directory, const struct place *place, uint32_t parent);

/* dir_init - fill a new directory with `.` and `..`. */
int dir_init(struct inode *directory, uint32_t parent);

/* dir_is_empty - is there nothing but `.` and `..`? Returns 1, 0 or -errno. */
int dir_is_empty(struct inode *directory);

/* dir_read - the read_entries of struct inode_ops, with the lock held. */
int dir_read(struct inode *directory, uint64_t *position, dir_emit_t emit, void *context);

static inline bool name_is_dot(const struct name *name)
{
	return name->length == 1 && name->bytes[0] == '.';
}

static inline bool name_is_dot_dot(const struct name *name)
{
	return name->length == 2 && name->bytes[0] == '.' && name->bytes[1] == '.';
}

/*
 * One block of entries: pure functions on its first `size` bytes, which a classic directory need
 * not fill. They believe nothing: entries that make no sense end the block.
 */
struct entry {
	uint32_t number;
	uint32_t type; /* enum disk_type, or 0 where the entry does not say */
	struct name name;
	uint32_t next; /* the byte behind it */
};

struct entries_ops {
	/*
	 * The byte of the entry with this name, or SLOT_NONE; then *room is the byte where one
	 * would fit, or SLOT_NONE.
	 */
	uint32_t (*find)(const void *block, uint32_t size, const struct name *name, uint32_t *room);
	/* The first entry in use at or behind `offset`. Returns false at the end. */
	bool (*next)(const void *block, uint32_t size, uint32_t offset, struct entry *entry);
	void (*put)(void *block, uint32_t offset, const struct name *name, uint32_t number,
		    uint32_t type);
	void (*set)(void *block, uint32_t offset, uint32_t number, uint32_t type);
	void (*remove)(void *block, uint32_t offset);
};

extern const struct entries_ops entries_classic, entries_long;

/* entries_long_init - make a block one piece of free space. */
void entries_long_init(void *block, uint32_t size);
