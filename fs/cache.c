/*
 * The block cache: blocks of the disk in memory, each at most once.
 *
 * A buffer is made for a block when it is first asked for, and stays until its memory is wanted for
 * another block. It is in one of these states:
 *
 *	empty		made, its contents unknown
 *	READING		the disk is filling it; whoever wants it sleeps in buffer->wait
 *	VALID		holds what the block should hold
 *	VALID|DIRTY	holds file data that must be written home; on the dirty list
 *	VALID|WRITING	the disk is reading from it. It may be changed meanwhile, which makes it
 *			DIRTY again, and so written again
 *
 * Changed metadata is not DIRTY: the journal knows it, and pins it by a reference until it is home.
 *
 * A buffer without references that is neither DIRTY nor in the disk's hands may be given to another
 * block. References say that the buffer is in use, not by whom: there is no lock of a buffer. What
 * guards the data is the lock of what the block belongs to: the inode for the blocks of a file and
 * their indirect blocks, alloc.lock for the bitmap, journal.lock for the inodes.
 *
 * FS_NBUF is a goal. The cache makes more buffers only when all are referenced and none is on its
 * way to become free: every caller holds a few references for a short time, but a fixed number of
 * buffers could be less than all callers hold at once while each waits for one more.
 */
#include "cache.h"
#include "cache_private.h"
#include "journal.h"

#include <abi/errno.h>
#include <kernel/log.h>
#include <mm/kmem.h>
#include <mm/page.h>

struct cache cache;
struct buffer *cache_hash[CACHE_HASH_SIZE];

static struct kmem_cache buffer_memory;

/*
 * Pieces of pages, for blocks smaller than a page; each begins with a pointer to the next. What was
 * once cut stays.
 */
static struct {
	struct spinlock lock;
	void *free;
	uint32_t pages;
} pieces;

static void pieces_cut(char *page)
{
	pieces.pages++;
	for (char *piece = page; piece < page + PAGE_SIZE; piece += BLOCK_SIZE) {
		*(void **)piece = pieces.free;
		pieces.free = piece;
	}
}

void *block_memory_alloc(void)
{
	irq_key_t key;
	void *memory;

	if (BLOCK_SIZE == PAGE_SIZE)
		return page_alloc();
	key = spin_lock(&pieces.lock);
	if (pieces.free == NULL) {
		memory = page_alloc();
		if (memory != NULL)
			pieces_cut(memory);
	}
	memory = pieces.free;
	if (memory != NULL)
		pieces.free = *(void **)memory;
	spin_unlock(&pieces.lock, key);
	return memory;
}

void block_memory_free(void *memory)
{
	irq_key_t key;

	if (BLOCK_SIZE == PAGE_SIZE) {
		page_free(memory);
		return;
	}
	key = spin_lock(&pieces.lock);
	*(void **)memory = pieces.free;
	pieces.free = memory;
	spin_unlock(&pieces.lock, key);
}

void cache_init(void)
{
	kmem_cache_init(&buffer_memory, "buffer", sizeof(struct buffer));
	list_init(&cache.clean);
	list_init(&cache.dirty);
	list_init(&cache.free_ios);
	waitq_init(&cache.room);
	waitq_init(&cache.idle);
}

void cache_attach(struct blkdev *device)
{
	cache.device = device;
	cache.unflushed = cache.write_failed = false;
}

void cache_drop(void)
{
	struct buffer *buffer, *next;

	list_splice_tail(&cache.clean, &cache.dirty);
	cache.dirty_count = 0;
	list_for_each_safe(buffer, next, &cache.clean, link) {
		*cache_bucket(buffer->block) = NULL;
		block_memory_free(buffer->data);
		kmem_free(&buffer_memory, buffer);
	}
	list_init(&cache.clean);
	cache.buffers = 0;
}

static struct buffer *buffer_alloc(void)
{
	struct buffer *buffer = kmem_alloc_zeroed(&buffer_memory);

	if (buffer == NULL)
		return NULL;
	buffer->data = block_memory_alloc();
	if (buffer->data == NULL) {
		kmem_free(&buffer_memory, buffer);
		return NULL;
	}
	waitq_init(&buffer->wait);
	list_init(&buffer->link);
	cache.buffers++;
	return buffer;
}

static void buffer_unhash(struct buffer *buffer)
{
	struct buffer **place = cache_bucket(buffer->block);

	while (*place != buffer)
		place = &(*place)->hash_next;
	*place = buffer->hash_next;
}

static bool buffer_is_busy(const struct buffer *buffer)
{
	return buffer->references > 0 ||
	       (buffer->flags & (BUFFER_DIRTY | BUFFER_READING | BUFFER_WRITING));
}

/* Take the buffer that was not used for the longest time, roughly, from its block. Lock held. */
static struct buffer *buffer_evict(void)
{
	struct buffer *buffer;

	for (uint32_t tries = 2 * cache.buffers; tries > 0; tries--) {
		if (list_empty(&cache.clean))
			return NULL;
		buffer = list_first(&cache.clean, struct buffer, link);
		list_remove(&buffer->link);
		if (!buffer_is_busy(buffer) && !(buffer->flags & BUFFER_RECENT)) {
			buffer_unhash(buffer);
			return buffer;
		}
		buffer->flags &= ~BUFFER_RECENT;
		list_add_tail(&cache.clean, &buffer->link);
	}
	return NULL;
}

struct buffer *cache_make(uint32_t block)
{
	struct buffer *buffer = NULL;

	if (cache.buffers < CONFIG_FS_NBUF)
		buffer = buffer_alloc();
	if (buffer == NULL)
		buffer = buffer_evict();
	if (buffer == NULL && cache.dirty_count == 0 && cache.ios_busy == 0)
		buffer = buffer_alloc();
	if (buffer == NULL)
		return NULL;
	buffer->block = block;
	buffer->flags = 0;
	buffer->hash_next = *cache_bucket(block);
	*cache_bucket(block) = buffer;
	list_add_tail(&cache.clean, &buffer->link);
	return buffer;
}

void cache_wait_room(irq_key_t *key)
{
	cache.waiting++;
	waitq_sleep_uninterruptible(&cache.room, &cache.lock, key);
	cache.waiting--;
}

int cache_reserve(void)
{
	irq_key_t key = spin_lock(&cache.lock);
	struct buffer *buffer = NULL;

	while (cache.buffers < CACHE_RESERVE && (buffer = buffer_alloc()) != NULL) {
		buffer->block = UINT32_MAX;
		buffer->hash_next = *cache_bucket(buffer->block);
		*cache_bucket(buffer->block) = buffer;
		list_add_tail(&cache.clean, &buffer->link);
	}
	spin_unlock(&cache.lock, key);
	return cache.buffers < CACHE_RESERVE ? -ENOMEM : 0;
}

/*
 * A referenced buffer for the block, whatever its contents; waits for room. NULL when there is no
 * memory and nothing on its way that would leave some. Lock held.
 */
static struct buffer *buffer_obtain(uint32_t block, irq_key_t *key)
{
	struct buffer *buffer;

	for (;;) {
		buffer = cache_lookup(block);
		if (buffer == NULL)
			buffer = cache_make(block);
		if (buffer != NULL)
			break;
		if (cache.ios_busy > 0 || cache.drains > 0) {
			cache_wait_room(key);
		} else if (cache.dirty_count > 0) {
			spin_unlock(&cache.lock, *key);
			cache_write_start();
			*key = spin_lock(&cache.lock);
		} else if (journal_is_committing()) {
			cache_wait_room(key);
		} else {
			return NULL;
		}
	}
	buffer->references++;
	return buffer;
}

static void buffer_await_read(struct buffer *buffer, irq_key_t *key)
{
	while (buffer->flags & BUFFER_READING)
		waitq_sleep_uninterruptible(&buffer->wait, &cache.lock, key);
}

static int buffer_release_failed(struct buffer *buffer)
{
	cache_put(buffer);
	return -EIO;
}

/* Read one block for a caller who waits for it. */
static int buffer_fill(struct buffer *buffer)
{
	struct io *io = io_get(BLK_READ, (uint64_t)buffer->block * BLOCK_SECTORS, true);
	irq_key_t key;

	io_add(io, buffer);
	io_submit(io);
	blkdev_kick(cache.device);
	key = spin_lock(&cache.lock);
	buffer_await_read(buffer, &key);
	spin_unlock(&cache.lock, key);
	return buffer->flags & BUFFER_VALID ? 0 : buffer_release_failed(buffer);
}

static __slow int cache_read_slow(uint32_t block, struct buffer **result)
{
	irq_key_t key = spin_lock(&cache.lock);
	struct buffer *buffer = buffer_obtain(block, &key);

	cache.misses++;
	*result = buffer;
	if (buffer == NULL) {
		spin_unlock(&cache.lock, key);
		return -ENOMEM;
	}
	buffer_await_read(buffer, &key);
	if (!(buffer->flags & BUFFER_VALID)) {
		buffer->flags |= BUFFER_READING;
		spin_unlock(&cache.lock, key);
		return buffer_fill(buffer);
	}
	spin_unlock(&cache.lock, key);
	return 0;
}

/* The quick way: it is there, with its contents. */
static __quick struct buffer *cache_hit(uint32_t block)
{
	irq_key_t key = spin_lock(&cache.lock);
	struct buffer *buffer = cache_lookup(block);

	if (likely(buffer != NULL && (buffer->flags & BUFFER_VALID))) {
		buffer->references++;
		cache.hits++;
	} else {
		buffer = NULL;
	}
	spin_unlock(&cache.lock, key);
	return buffer;
}

int cache_read(uint32_t block, struct buffer **result)
{
	*result = cache_hit(block);
	return likely(*result != NULL) ? 0 : cache_read_slow(block, result);
}

static __slow int cache_new_slow(uint32_t block, struct buffer **result)
{
	irq_key_t key = spin_lock(&cache.lock);
	struct buffer *buffer = buffer_obtain(block, &key);

	if (buffer != NULL)
		buffer_await_read(buffer, &key);
	spin_unlock(&cache.lock, key);
	*result = buffer;
	return buffer != NULL ? 0 : -ENOMEM;
}

int cache_new(uint32_t block, struct buffer **result)
{
	*result = cache_hit(block);
	return likely(*result != NULL) ? 0 : cache_new_slow(block, result);
}

void cache_put(struct buffer *buffer)
{
	irq_key_t key = spin_lock(&cache.lock);

	buffer->flags |= BUFFER_RECENT;
	if (--buffer->references == 0 && cache.waiting > 0)
		waitq_wake_all(&cache.room);
	spin_unlock(&cache.lock, key);
}

void cache_pin(struct buffer *buffer)
{
	irq_key_t key = spin_lock(&cache.lock);

	buffer->references++;
	spin_unlock(&cache.lock, key);
}

void cache_validate(struct buffer *buffer)
{
	irq_key_t key = spin_lock(&cache.lock);

	buffer->flags |= BUFFER_VALID;
	spin_unlock(&cache.lock, key);
}

void cache_dirty(struct buffer *buffer)
{
	irq_key_t key = spin_lock(&cache.lock);
	bool first = !(buffer->flags & BUFFER_DIRTY);
	bool many = false;

	if (first) {
		buffer->flags |= BUFFER_VALID | BUFFER_DIRTY;
		buffer->dirtied = ++cache.dirtied;
		list_remove(&buffer->link);
		list_add_tail(&cache.dirty, &buffer->link);
		cache.dirty_count++;
		many = cache.dirty_count % (CONFIG_FS_NBUF / 4) == 0;
	}
	spin_unlock(&cache.lock, key);
	if (first)
		journal_note_data(many);
}

struct buffer *cache_forget(uint32_t block, bool keep_dirty)
{
	irq_key_t key = spin_lock(&cache.lock);
	struct buffer *buffer = cache_lookup(block);

	if (buffer != NULL && (buffer->flags & BUFFER_DIRTY) && keep_dirty)
		buffer = NULL;
	if (buffer != NULL && (buffer->flags & BUFFER_DIRTY)) {
		list_remove(&buffer->link);
		list_add_head(&cache.clean, &buffer->link);
		cache.dirty_count--;
	}
	if (buffer != NULL) {
		buffer->flags &= ~(BUFFER_DIRTY | BUFFER_VALID | BUFFER_RECENT);
		if (buffer->references > 0)
			buffer->references++;
		else
			buffer = NULL;
	}
	spin_unlock(&cache.lock, key);
	return buffer;
}

void cache_wake(void)
{
	irq_key_t key = spin_lock(&cache.lock);

	waitq_wake_all(&cache.room);
	spin_unlock(&cache.lock, key);
}

bool cache_is_resident(uint32_t block)
{
	irq_key_t key = spin_lock(&cache.lock);
	struct buffer *buffer = cache_lookup(block);
	bool resident = buffer != NULL && (buffer->flags & (BUFFER_VALID | BUFFER_READING));

	spin_unlock(&cache.lock, key);
	return resident;
}

bool cache_is_dirty(void)
{
	return cache.dirty_count > 0 || cache.writing > 0 || cache.unflushed;
}

void cache_count(struct cache_counters *counters)
{
	irq_key_t key = spin_lock(&cache.lock);

	counters->pages = BLOCK_SIZE == PAGE_SIZE ? cache.buffers : pieces.pages;
	counters->dirty = cache.dirty_count;
	counters->hits = cache.hits;
	counters->misses = cache.misses;
	spin_unlock(&cache.lock, key);
}
