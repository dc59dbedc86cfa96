/*
 * How buffers are read and written: many requests in flight, each serving up to BLK_MAX_SEGMENTS
 * neighbouring blocks, and one kick of the device for a batch of them.
 *
 * Requests are made as they are needed, up to CACHE_IO_MAX, and kept. The first is made when the
 * image is mounted, so that there is always one to wait for.
 */
#include "cache.h"
#include "cache_private.h"

#include <abi/errno.h>
#include <kernel/log.h>
#include <mm/kmem.h>

static struct kmem_cache io_memory;

/* A request that nothing needs now, or NULL. Lock held. */
static struct io *io_take(void)
{
	struct io *io = NULL;

	if (!list_empty(&cache.free_ios)) {
		io = list_first(&cache.free_ios, struct io, link);
		list_remove(&io->link);
	} else if (cache.ios < CACHE_IO_MAX) {
		if (cache.ios == 0)
			kmem_cache_init(&io_memory, "io", sizeof(struct io));
		io = kmem_alloc(&io_memory);
		if (io != NULL)
			cache.ios++;
	}
	if (io != NULL)
		cache.ios_busy++;
	return io;
}

/* Back to the pool; lock held. */
static void io_return(struct io *io)
{
	cache.ios_busy--;
	list_add_head(&cache.free_ios, &io->link);
	if (cache.waiting > 0)
		waitq_wake_all(&cache.room);
}

void io_submit(struct io *io)
{
	blkdev_submit(cache.device, &io->request);
}

static void buffer_transferred(struct buffer *buffer, enum blk_op op, int error)
{
	if (op == BLK_WRITE) {
		buffer->flags &= ~BUFFER_WRITING;
		cache.writing--;
	} else {
		buffer->flags &= ~(BUFFER_READING | BUFFER_FAILED);
		buffer->flags |= error ? BUFFER_FAILED : BUFFER_VALID;
	}
	waitq_wake_all(&buffer->wait);
}

/* From dirty to clean; lock held. */
static void buffer_clean(struct buffer *buffer)
{
	buffer->flags &= ~BUFFER_DIRTY;
	list_remove(&buffer->link);
	list_add_tail(&cache.clean, &buffer->link);
	cache.dirty_count--;
}

/*
 * What was changed while it was being written is dirty, and with a log the next commit comes for
 * it. Without one nobody does: the request goes out again. Lock held.
 */
static bool io_is_outdated(struct io *io)
{
	bool outdated = false;

	if (IS_ENABLED(CONFIG_FS_LOG) || io->request.op != BLK_WRITE || cache.drains > 0)
		return false;
	for (uint32_t i = 0; i < io->request.segment_count; i++) {
		if (io->buffers[i]->flags & BUFFER_DIRTY) {
			buffer_clean(io->buffers[i]);
			outdated = true;
		}
	}
	return outdated;
}

/* Nothing more is to be done for the request's buffers; lock held. */
static void io_finish(struct io *io)
{
	struct blk_request *request = &io->request;

	for (uint32_t i = 0; i < request->segment_count; i++)
		buffer_transferred(io->buffers[i], request->op, request->error);
	if (request->op == BLK_WRITE && cache.writing == 0)
		waitq_wake_all(&cache.idle);
	io_return(io);
}

/* The device is done with a request of buffers. Interrupt context, or within blkdev_submit(). */
static void io_done(struct blk_request *request)
{
	struct io *io = container_of(request, struct io, request);
	irq_key_t key = spin_lock(&cache.lock);
	bool again = io_is_outdated(io);

	if (request->op == BLK_WRITE) {
		cache.unflushed = true;
		cache.write_failed |= request->error != 0;
	}
	if (!again)
		io_finish(io);
	spin_unlock(&cache.lock, key);
	if (again) {
		io_submit(io);
		blkdev_kick(cache.device);
	}
}

/*
 * Wait for a request. Those that the caller has submitted must not be what it waits for: the device
 * is told of them.
 */
static struct io *io_wait(void)
{
	struct io *io;
	irq_key_t key;

	blkdev_kick(cache.device);
	key = spin_lock(&cache.lock);
	while ((io = io_take()) == NULL)
		cache_wait_room(&key);
	spin_unlock(&cache.lock, key);
	return io;
}

struct io *io_get(enum blk_op op, uint64_t sector, bool wait)
{
	irq_key_t key = spin_lock(&cache.lock);
	struct io *io = io_take();

	spin_unlock(&cache.lock, key);
	if (io == NULL && wait)
		io = io_wait();
	if (io != NULL) {
		io->request.op = op;
		io->request.sector = sector;
		io->request.segment_count = 0;
		io->request.done = io_done;
	}
	return io;
}

void io_add(struct io *io, struct buffer *buffer)
{
	uint32_t i = io->request.segment_count++;

	io->buffers[i] = buffer;
	io->request.segments[i] = (struct blk_segment){ buffer->data, BLOCK_SIZE };
}

static void io_cancel(struct io *io)
{
	irq_key_t key = spin_lock(&cache.lock);

	io_return(io);
	spin_unlock(&cache.lock, key);
}

/* Is the block's buffer waiting to be written, and not just being written? Lock held. */
static struct buffer *dirty_buffer(uint32_t block)
{
	struct buffer *buffer = cache_lookup(block);

	if (buffer == NULL || (buffer->flags & (BUFFER_DIRTY | BUFFER_WRITING)) != BUFFER_DIRTY)
		return NULL;
	return buffer;
}

/* Is a buffer still dirty that was so when `last` was cache.dirtied? Lock held. */
static bool dirty_remains(uint64_t last)
{
	return !list_empty(&cache.dirty) &&
	       list_first(&cache.dirty, struct buffer, link)->dirtied <= last;
}

/*
 * The first block of a run of dirty neighbours around the oldest dirty one that is not being
 * written; NULL if that was not dirty yet when `last` was cache.dirtied. Lock held.
 */
static struct buffer *dirty_run_start(uint64_t last)
{
	struct buffer *buffer, *before;
	uint32_t back = 0;

	list_for_each(buffer, &cache.dirty, link) {
		if (!(buffer->flags & BUFFER_WRITING))
			break;
	}
	if (&buffer->link == &cache.dirty || buffer->dirtied > last)
		return NULL;
	while (++back < BLK_MAX_SEGMENTS && (before = dirty_buffer(buffer->block - 1)) != NULL)
		buffer = before;
	return buffer;
}

/* Give the run of dirty buffers that begins with `buffer` to the request. Lock held. */
static void io_fill_dirty(struct io *io, struct buffer *buffer)
{
	io->request.sector = (uint64_t)buffer->block * BLOCK_SECTORS;
	do {
		buffer_clean(buffer);
		buffer->flags |= BUFFER_WRITING;
		cache.writing++;
		io_add(io, buffer);
		buffer = dirty_buffer(buffer->block + 1);
	} while (buffer != NULL && io->request.segment_count < BLK_MAX_SEGMENTS);
}

/* Submit one request of dirty buffers; false when none is left that was dirty at `last`. */
static bool write_run(uint64_t last)
{
	struct io *io = io_get(BLK_WRITE, 0, true);
	irq_key_t key = spin_lock(&cache.lock);
	struct buffer *buffer = dirty_run_start(last);

	if (buffer != NULL)
		io_fill_dirty(io, buffer);
	spin_unlock(&cache.lock, key);
	if (buffer != NULL)
		io_submit(io);
	else
		io_cancel(io);
	return buffer != NULL;
}

/*
 * Submit what was dirty when `last` was cache.dirtied, with the neighbours that are dirty now, but
 * not what is being written. The device begins before all of it is there.
 */
static void write_runs(uint64_t last)
{
	for (uint32_t runs = 1; write_run(last); runs++) {
		if (runs % (CACHE_IO_MAX / 2) == 0)
			blkdev_kick(cache.device);
	}
	blkdev_kick(cache.device);
}

void cache_write_start(void)
{
	if (cache.drains == 0)
		write_runs(cache.dirtied);
}

int cache_write_all(void)
{
	irq_key_t key = spin_lock(&cache.lock);
	uint64_t last = cache.dirtied;
	int error;

	cache.drains++;
	/* What was being written, and had been changed since, takes a second round. */
	while (dirty_remains(last) || cache.writing > 0) {
		spin_unlock(&cache.lock, key);
		write_runs(last);
		key = spin_lock(&cache.lock);
		while (cache.writing > 0)
			waitq_sleep_uninterruptible(&cache.idle, &cache.lock, &key);
	}
	cache.drains--;
	error = cache.write_failed ? -EIO : 0;
	cache.write_failed = false;
	if (cache.waiting > 0)
		waitq_wake_all(&cache.room);
	spin_unlock(&cache.lock, key);
	return error;
}

/* A buffer to read the block into, if that needs no waiting and is not done already. Lock held. */
static struct buffer *buffer_for_read_ahead(uint32_t block)
{
	struct buffer *buffer = cache_lookup(block);

	if (buffer == NULL)
		buffer = cache_make(block);
	else if (buffer->references > 0 || (buffer->flags & ~BUFFER_RECENT))
		return NULL;
	if (buffer != NULL)
		buffer->flags |= BUFFER_READING;
	return buffer;
}

void cache_read_ahead(uint32_t block, uint32_t count)
{
	struct buffer *buffer;
	struct io *io;
	irq_key_t key;

	while (count > 0) {
		io = io_get(BLK_READ, (uint64_t)block * BLOCK_SECTORS, false);
		if (io == NULL)
			break;
		key = spin_lock(&cache.lock);
		do {
			buffer = buffer_for_read_ahead(block++);
			count--;
			if (buffer != NULL)
				io_add(io, buffer);
		} while (buffer != NULL && count > 0 &&
			 io->request.segment_count < BLK_MAX_SEGMENTS);
		spin_unlock(&cache.lock, key);
		if (io->request.segment_count > 0)
			io_submit(io);
		else
			io_cancel(io);
	}
	blkdev_kick(cache.device);
}

/* What cache_write_blocks() waits for. */
struct batch {
	struct waitq wait;
	uint32_t busy; /* cache.lock */
	int error;     /* cache.lock */
};

static void batch_done(struct blk_request *request)
{
	struct io *io = container_of(request, struct io, request);
	struct batch *batch = request->context;
	irq_key_t key = spin_lock(&cache.lock);

	if (request->error)
		batch->error = -EIO;
	if (--batch->busy == 0)
		waitq_wake_all(&batch->wait);
	io_return(io);
	spin_unlock(&cache.lock, key);
}

static void batch_submit(struct batch *batch, struct io *io)
{
	irq_key_t key = spin_lock(&cache.lock);

	batch->busy++;
	cache.unflushed = true;
	spin_unlock(&cache.lock, key);
	io->request.context = batch;
	io->request.done = batch_done;
	io_submit(io);
}

static int batch_wait(struct batch *batch)
{
	irq_key_t key = spin_lock(&cache.lock);

	while (batch->busy > 0)
		waitq_sleep_uninterruptible(&batch->wait, &cache.lock, &key);
	spin_unlock(&cache.lock, key);
	return batch->error;
}

int cache_write_blocks(block_source_t next, void *context, uint32_t count)
{
	struct batch batch = { .busy = 0 };
	struct block_write write, previous = { 0 };
	struct blk_segment *segment;
	struct io *io = NULL;

	waitq_init(&batch.wait);
	while (count-- > 0) {
		next(context, &write);
		if (io != NULL && (write.block != previous.block + 1 ||
				   io->request.segment_count == BLK_MAX_SEGMENTS)) {
			batch_submit(&batch, io);
			io = NULL;
		}
		if (io == NULL)
			io = io_get(BLK_WRITE, (uint64_t)write.block * BLOCK_SECTORS, true);
		segment = &io->request.segments[io->request.segment_count++];
		*segment = (struct blk_segment){ (void *)(uintptr_t)write.data, BLOCK_SIZE };
		previous = write;
	}
	if (io != NULL)
		batch_submit(&batch, io);
	blkdev_kick(cache.device);
	return batch_wait(&batch);
}

static int transfer(struct io *io)
{
	int error = blkdev_transfer(cache.device, &io->request);

	io_cancel(io);
	return error;
}

int cache_transfer(bool write, uint64_t sector, void *data, uint32_t length)
{
	struct io *io = io_get(write ? BLK_WRITE : BLK_READ, sector, true);

	io->request.segment_count = 1;
	io->request.segments[0] = (struct blk_segment){ data, length };
	return transfer(io);
}

int cache_flush(void)
{
	struct io *io = io_get(BLK_FLUSH, 0, true);

	cache.unflushed = false;
	return transfer(io);
}
