/*
 * Blocks of a disk through the cache, for a kernel without a file system. Blocks have
 * CONFIG_FS_BLOCK_SIZE bytes and count from 0. Whoever shares a block with others sees to a lock of
 * his own. All may sleep.
 */
#pragma once

#include <lib/types.h>

struct blkdev;

/* blocks_start - use `device`; at start-up, once. Returns 0 or -ENOMEM. */
int blocks_start(struct blkdev *device);

/* blocks_read / blocks_write - bytes within one block. Returns 0, -EIO or -ENOMEM. */
int blocks_read(uint32_t block, uint32_t offset, void *to, size_t size);
int blocks_write(uint32_t block, uint32_t offset, const void *from, size_t size);

/* blocks_sync - make everything written so far durable. Returns 0 or -EIO. */
int blocks_sync(void);

/* blocks_forget - let the cache forget what it holds, all of which is on the disk: nobody reads or
 * writes, and blocks_sync() was called. */
void blocks_forget(void);

/* blocks_count - reads that found their block in the cache, and those that did not. */
void blocks_count(uint64_t *hits, uint64_t *misses);
