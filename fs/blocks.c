/*
 * The cache without a file system: what is changed is dirty, as file data is, and goes home when
 * somebody asks for it or its buffer is wanted for another block.
 */
#include "cache.h"
#include "journal.h"

#include <fs/blocks.h>
#include <lib/string.h>

int blocks_start(struct blkdev *device)
{
	cache_init();
	cache_attach(device);
	return cache_reserve();
}

int blocks_read(uint32_t block, uint32_t offset, void *to, size_t size)
{
	struct buffer *buffer;
	int error = cache_read(block, &buffer);

	if (error)
		return error;
	memcpy(to, (const char *)buffer->data + offset, size);
	cache_put(buffer);
	return 0;
}

int blocks_write(uint32_t block, uint32_t offset, const void *from, size_t size)
{
	struct buffer *buffer;
	int error = size == BLOCK_SIZE ? cache_new(block, &buffer) : cache_read(block, &buffer);

	if (error)
		return error;
	memcpy((char *)buffer->data + offset, from, size);
	cache_dirty(buffer);
	cache_put(buffer);
	return 0;
}

int blocks_sync(void)
{
	int error = cache_write_all();
	int flush_error = cache_flush();

	return error ? error : flush_error;
}

void blocks_forget(void)
{
	cache_drop();
}

void blocks_count(uint64_t *hits, uint64_t *misses)
{
	struct cache_counters counters;

	cache_count(&counters);
	*hits = counters.hits;
	*misses = counters.misses;
}

/* There is no journal that the cache would have to wait for, or to tell. */
bool journal_is_committing(void)
{
	return false;
}

void journal_note_data(bool many)
{
	(void)many;
}
