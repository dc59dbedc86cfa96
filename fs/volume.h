/*
 * The mounted image: what the files of fs/ know in common.
 */
#pragma once

#include <fs/format.h>
#include <fs/inode.h>
#include <kernel/mutex.h>
#include <lib/compiler.h>

#include "cache.h"
#include "journal.h"

struct blkdev;

struct volume {
	struct disk_layout layout;  /* [i] */
	struct blkdev *device;      /* [i] NULL before the mount */
	struct inode *root;         /* [i] */
	struct buffer *super;       /* [i] the superblock's block, pinned */
	bool classic;               /* [i] */
	bool read_only;             /* the device is, or fs_shutdown() was called */
};

extern struct volume volume;

/*
 * The layout, for the arithmetic of <fs/format.h>: what the mount has made sure of is told to the
 * compiler, which then computes with constants.
 */
static __always_inline const struct disk_layout *volume_layout(void)
{
	const struct disk_layout *layout = &volume.layout;

	if (layout->block_shift != BLOCK_SHIFT ||
	    (!IS_ENABLED(CONFIG_FS_LARGE_FILES) && disk_has(layout, DISK_FEATURE_LARGE_FILES)) ||
	    (!IS_ENABLED(CONFIG_FS_TIMES) && layout->inode_shift != 6))
		__builtin_unreachable();
	return layout;
}

/* Does the image have the feature? Constant false when the kernel is built without it. */
#define volume_has(name)                                                                           \
	(IS_ENABLED(CONFIG_FS_##name) && disk_has(&volume.layout, DISK_FEATURE_##name))

static inline uint32_t volume_name_max(void)
{
	return volume_has(LONG_NAMES) ? DISK_LONG_NAME_MAX : DISK_NAME_MAX;
}

/* May a file contain this block? */
static inline bool volume_is_data_block(uint32_t block)
{
	return block >= volume.layout.size - volume.layout.data_blocks &&
	       block < volume.layout.size;
}

/*
 * Blocks (alloc.c). All within a journal operation. See there for when a freed block may be used
 * again.
 */
int alloc_start(void);
void alloc_stop(void);
/* A free block, near `goal` if possible. Returns 0, -ENOSPC, -ENOMEM, -EIO. May sleep. */
int alloc_block(uint32_t goal, uint32_t *block);
/* Free a block; of metadata if the journal knows of it. Returns 0 or -EIO. May sleep. */
int alloc_free(uint32_t block);
/* Is there reason to wait for a commit before allocating `blocks`? Any context. */
bool alloc_is_short(uint32_t blocks);
/* The running transaction was closed (no operation is open); a closed one is durable. */
void alloc_transaction_closed(void);
void alloc_transaction_durable(void);
uint32_t alloc_count_free(void);

/*
 * Inode numbers (alloc_inode.c). alloc_inode() marks a free one as taken, of a disk_type, empty,
 * and alloc_inode_free() as free; both within a journal operation. 0, -ENOSPC, -EIO.
 */
void alloc_inode_start(void);
int alloc_inode(uint32_t type, uint32_t *number);
int alloc_inode_free(uint32_t number);
uint32_t alloc_count_free_inodes(void);

/* Inodes (inode.c, inode_disk.c). */
void inode_cache_init(void);
/* All unreferenced inodes are dropped: for the unmounting that host tools do. */
void inode_cache_clear(void);
/* The inode of a number with a reference, not necessarily loaded. -ENFILE. Does not sleep. */
int inode_find(uint32_t number, struct inode **result);
/* Read it from the disk if that was not done. Takes its lock. Returns 0 or -EIO, -ENOMEM. */
int inode_load(struct inode *inode);
/* The same two in one. */
int inode_open(uint32_t number, struct inode **result);
/*
 * inode_prepare - see to it that inode_store(), and alloc_inode_free(), can not fail any more in
 * this operation. Whatever changes several blocks comes after it. Within an operation, lock held.
 * Returns 0, -EIO or -ENOMEM. May sleep.
 */
int inode_prepare(struct inode *inode);
/* Write the fields to the inode's block. Within an operation, lock held. Returns 0 or -EIO. */
int inode_store(struct inode *inode);
/* Between enum disk_type and the type bits of a mode; 0 stays 0. */
uint32_t inode_disk_mode(uint32_t type);
uint32_t inode_disk_type(uint32_t mode);
void inode_set_type(struct inode *inode, uint32_t type);
/* The inode lost its last link, or is free at last. Within an operation, lock held. */
void inode_orphan_begin(struct inode *inode);
void inode_orphan_end(void);
/* At mount: free what has no links. Returns how many, or -errno. */
int inode_orphans_free(void);
/* Time stamps for now; nothing without FS_TIMES. Lock held. Returns whether any changed. */
enum { TIME_ACCESSED = 1, TIME_MODIFIED = 2, TIME_CHANGED = 4 };
bool inode_touch(struct inode *inode, unsigned int which);
extern const struct inode_ops disk_file_ops, disk_directory_ops, disk_device_ops, disk_symlink_ops;

/*
 * Mapping of file blocks (map.c), lock held. *block is 0 for a hole. map_create() works within an
 * operation. If the block is new *fresh becomes its buffer, with a reference, its contents
 * undefined: nothing can go wrong any more before the caller has given it some. Otherwise NULL.
 */
int map_find(struct inode *inode, uint32_t index, uint32_t *block);
int map_create(struct inode *inode, uint32_t index, uint32_t *block, struct buffer **fresh);
/*
 * Free the blocks behind `size` (no more than the present one) and make that the size; with
 * `destroy` the inode itself as well. In as many operations as it takes; none may be open. Lock
 * held, or the last reference. (truncate.c)
 */
int map_truncate(struct inode *inode, uint32_t size, bool destroy);

/* File data (data.c); disk inodes only. */
ssize_t data_read(struct inode *inode, struct uio *uio, uint64_t offset);
ssize_t data_write(struct inode *inode, struct uio *uio, uint64_t *offset, bool append);
int data_extend(struct inode *inode, uint32_t size);
/* For mapped.c, lock held: into and out of kernel memory. data_store() writes all, or -errno. */
ssize_t data_fill(struct inode *inode, void *page, uint64_t offset, size_t length);
int data_store(struct inode *inode, void *bytes, uint64_t offset, size_t length);
