/*
 * The block cache: what the rest of fs/ sees of it. See cache.c for the life of a buffer.
 */
#pragma once

#include <kernel/waitq.h>
#include <lib/list.h>
#include <lib/types.h>

struct blkdev;

/* The host tools define CONFIG_FS_BLOCK_SIZE as a variable: nothing here may need a constant. */
#define BLOCK_SIZE ((uint32_t)CONFIG_FS_BLOCK_SIZE)
#define BLOCK_SHIFT ((uint32_t)__builtin_ctz(BLOCK_SIZE))
#define BLOCK_SECTORS (BLOCK_SIZE / 512)

enum {
	BUFFER_VALID = 1,   /* the data is the block's, or newer */
	BUFFER_DIRTY = 2,   /* file data that must be written home; on the dirty list */
	BUFFER_READING = 4, /* the disk is filling it */
	BUFFER_WRITING = 8, /* the disk is reading from it */
	BUFFER_RECENT = 16, /* used since the evictor last passed */
	BUFFER_FAILED = 32, /* the last read failed */
};

/* [c] cache.lock; [j] journal.lock; data: see cache.c */
struct buffer {
	uint32_t block;           /* [c] fixed while referenced */
	uint32_t references;      /* [c] */
	uint32_t flags;           /* [c] BUFFER_ bits */
	uint64_t dirtied;         /* [c] DIRTY: its number among all that ever became so */
	uint8_t in_transaction[2]; /* [j] is it changed by the transaction in that slot? */
	void *data;
	struct buffer *hash_next; /* [c] */
	struct list link;         /* [c] on the clean or the dirty list */
	struct waitq wait;        /* [c] for the end of reading or writing */
	struct list transaction_link[2]; /* [j] */
	void *frozen; /* [j] the committing transaction's version, when data is newer */
};

/* cache_init - once, at start-up. */
void cache_init(void);

/* cache_attach - use `device`. There are no buffers. */
void cache_attach(struct blkdev *device);

/* cache_drop - forget all buffers, which nobody uses: for the unmounting that host tools do. */
void cache_drop(void);

/*
 * cache_reserve - make the buffers without which operations could not go on when memory runs out.
 * Returns 0 or -ENOMEM. After cache_attach().
 */
#define CACHE_RESERVE 48
int cache_reserve(void);

/*
 * cache_read - the buffer of a block, with its contents and a reference. Returns 0, -EIO or
 * -ENOMEM. May sleep.
 */
int cache_read(uint32_t block, struct buffer **result);

/*
 * cache_new - the same for a block that the caller will overwrite from end to end: nothing is read,
 * and unless the buffer is BUFFER_VALID the contents are undefined. Returns 0 or -ENOMEM. May
 * sleep.
 */
int cache_new(uint32_t block, struct buffer **result);

/* cache_put - give a reference back. Any context but interrupts. */
void cache_put(struct buffer *buffer);

/* cache_pin - one more reference, for the journal. */
void cache_pin(struct buffer *buffer);

/* cache_dirty - file data in it was changed: valid, and to be written home some time. */
void cache_dirty(struct buffer *buffer);

/* cache_validate - the caller has given it all its contents (a new metadata block). */
void cache_validate(struct buffer *buffer);

/*
 * cache_forget - the block is free now: its data need not be written, but if it is dirty and
 * `keep_dirty` it will be. Returns its buffer with a reference if somebody, which can only be the
 * journal, still holds it. Does not sleep.
 */
struct buffer *cache_forget(uint32_t block, bool keep_dirty);

/* cache_wake - journal_is_committing() has changed: who waits for a buffer looks again. */
void cache_wake(void);

/* cache_is_resident - is the block in memory or on its way? A hint. */
bool cache_is_resident(uint32_t block);

/* cache_read_ahead - start reading `count` blocks, as far as that goes without waiting. */
void cache_read_ahead(uint32_t block, uint32_t count);

/*
 * cache_write_start - start writing home what is dirty now; returns when all of that has been
 * submitted.
 */
void cache_write_start(void);

/*
 * cache_write_all - write home what is dirty now, and what of it is on its way, and wait. What
 * becomes dirty meanwhile may be written or not. Returns 0, or -EIO when any write of file data
 * failed since the last call. May sleep.
 */
int cache_write_all(void);

/* cache_is_dirty - is there file data that a power cut would lose? */
bool cache_is_dirty(void);

/* cache_flush - let the disk make durable what was written. Returns 0 or -EIO. May sleep. */
int cache_flush(void);

/* block_memory_alloc / block_memory_free - memory for one block, outside of the cache. */
void *block_memory_alloc(void);
void block_memory_free(void *memory);

/* Writing blocks that are not file data: the journal's log, its headers and its way home. */
struct block_write {
	uint32_t block;
	const void *data;
};

/*
 * cache_write_blocks - write `count` blocks, next() giving one after the other, many requests at a
 * time, and wait. Neighbours become one request. Returns 0 or -EIO. May sleep.
 */
typedef void (*block_source_t)(void *context, struct block_write *next);
int cache_write_blocks(block_source_t next, void *context, uint32_t count);

/* cache_transfer - read or write `length` bytes at a sector, directly, and wait. */
int cache_transfer(bool write, uint64_t sector, void *data, uint32_t length);

/* Counters, for fs_count(). */
struct cache_counters {
	uint32_t pages;
	uint32_t dirty;
	uint64_t hits;
	uint64_t misses;
};
void cache_count(struct cache_counters *counters);
