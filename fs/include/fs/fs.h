/*
 * The file system as a whole: start, mount, sync, shutdown.
 *
 * Lock order in fs/ (a lock may be taken while holding one above it, never one below):
 *
 *	file.offset_lock        a file's position
 *	rename_lock             keeps the tree from changing shape; who holds it may lock two
 *	                        directories of which neither lies above the other
 *	inode.lock              directories before all else; an ancestor before its descendants;
 *	                        what is no directory by number
 *	a journal operation     journal_begin() .. journal_end(); sleeps, so it counts as a lock
 *	alloc.lock              bitmap and its undo copies
 *	inodes.lock             which inodes are free; none of these three inside another
 *	orphans.lock            how many inodes have lost their names
 *	journal.lock            (spinlock) transactions
 *	cache.lock              (spinlock) buffers and their states
 *	cached.lock             (spinlock) the name cache
 *	inode_cache.lock, file_table.lock, pipe.lock  (spinlocks) leaves
 *
 * uio_prefault() is called with none of these but file.offset_lock held.
 */
#pragma once

#include <lib/types.h>

struct blkdev;
struct inode;

/* fs_init - prepare caches; once, at start-up, before any other call. Returns 0 or -ENOMEM. */
int fs_init(void);

/*
 * fs_mount_root - mount the image on `device` as the root of the tree: replay the log, free what
 * was unlinked but open at a crash, start the journal's thread. Says in the log what it found.
 *
 * Returns 0; -EINVAL for what is no image of ours or needs an option that was not built in (a
 * message names it); -EIO; -ENOMEM. May sleep.
 */
int fs_mount_root(struct blkdev *device);

/* fs_root - the root directory, with a reference for the caller; NULL before the mount. */
struct inode *fs_root(void);

/*
 * fs_mount_pseudo - let the directory at `path` (absolute, it must exist) be covered by `root`.
 * Takes over the caller's reference to `root`. Returns 0 or -errno. May sleep.
 */
int fs_mount_pseudo(const char *path, struct inode *root);

/* fs_sync - make everything done so far durable. Returns 0 or -EIO, -EROFS. May sleep. */
int fs_sync(void);

/*
 * fs_shutdown - sync, end the journal's thread and refuse further changes with EROFS. Processes
 * may still hold files. May sleep.
 */
void fs_shutdown(void);

/* What statfs() and /proc show. */
struct fs_counters {
	uint32_t block_size;   /* bytes */
	uint32_t blocks;       /* data blocks of the image */
	uint32_t blocks_free;
	uint32_t inodes;
	uint32_t inodes_free;
	uint32_t name_max;     /* longest name, bytes */
	uint32_t buffer_pages; /* taken from memory for blocks */
	uint32_t buffers_dirty;
	uint64_t cache_hits;
	uint64_t cache_misses;
	uint64_t commits;      /* transactions written */
};

/*
 * fs_count - fill `counters`; all zero before the mount. The first time all inodes are read, to
 * count the free ones. May sleep.
 */
void fs_count(struct fs_counters *counters);

/* fs_count_quickly - the same without the free inodes: nothing is read. */
void fs_count_quickly(struct fs_counters *counters);
