/* Shared by cache.c (which buffer is where) and cache_io.c (how it gets there and back). */
#pragma once

#include <kernel/blkdev.h>
#include <kernel/spinlock.h>

#include "cache.h"

#define CACHE_HASH_SIZE (1u << (31 - __builtin_clz(CONFIG_FS_NBUF)))
#define CACHE_IO_MAX 32 /* requests in flight at most */

/* A request in flight and the buffers it serves, in the order of its segments. */
struct io {
	struct blk_request request;
	struct buffer *buffers[BLK_MAX_SEGMENTS]; /* none for cache_write_blocks() */
	struct list link;                         /* of cache.free_ios */
};

/* Everything is guarded by `lock`. */
struct cache {
	struct spinlock lock;
	struct blkdev *device; /* [i] */
	struct list clean;     /* not dirty: roughly the longest unused first */
	struct list dirty;     /* the oldest change first */
	struct list free_ios;
	struct waitq room;     /* for a buffer to become free, or a request */
	struct waitq idle;     /* for `writing` to become 0 */
	uint32_t buffers;
	uint32_t dirty_count;
	uint64_t dirtied;      /* buffers that ever became dirty */
	uint32_t writing;      /* buffers being written */
	uint32_t ios;          /* requests made */
	uint32_t ios_busy;     /* requests in flight */
	uint32_t waiting;      /* threads in `room` */
	uint32_t drains;       /* callers of cache_write_all() at work: they do all the writing */
	bool write_failed;     /* since somebody asked */
	bool unflushed;        /* something was written since the last flush */
	uint64_t hits;
	uint64_t misses;
};

extern struct cache cache;
extern struct buffer *cache_hash[CACHE_HASH_SIZE]; /* [cache.lock] */

static inline struct buffer **cache_bucket(uint32_t block)
{
	return &cache_hash[block & (CACHE_HASH_SIZE - 1)];
}

/* cache_lookup - the buffer of a block, or NULL; no reference. Lock held. */
static inline struct buffer *cache_lookup(uint32_t block)
{
	struct buffer *buffer = *cache_bucket(block);

	while (buffer != NULL && buffer->block != block)
		buffer = buffer->hash_next;
	return buffer;
}

/* cache_make - a buffer for a block that has none, if one can be had at once. Lock held. */
struct buffer *cache_make(uint32_t block);

/* cache_wait_room - let others finish something. Lock held, and again on return. */
void cache_wait_room(irq_key_t *key);

/*
 * Requests: taken (waiting if `wait`), filled, submitted, and back by themselves when done. Who has
 * submitted some kicks the device before sleeping; io_get() does.
 */
struct io *io_get(enum blk_op op, uint64_t sector, bool wait);
void io_add(struct io *io, struct buffer *buffer);
void io_submit(struct io *io);
