/*
 * Pipes: a ring of pages between two files.
 *
 * `written` and `taken` count bytes; the difference is in the ring. Bytes are copied with the
 * pipe's spinlock held, which is possible because the copies never fetch user memory: a copy that
 * comes out short, because a page is not there, only means that it is fetched without the lock, and
 * another round. Pages are made when the ring first reaches them; an emptied ring starts over at
 * its first page, so that short messages use one page only.
 */
#include <fs/pipe.h>

#include "file_private.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/stat.h>
#include <kernel/once.h>
#include <kernel/spinlock.h>
#include <kernel/waitq.h>
#include <lib/compiler.h>
#include <lib/string.h>
#include <mm/kmem.h>
#include <mm/page.h>
#include <mm/uio.h>

#define PIPE_ATOMIC 4096 /* PIPE_BUF: writes up to this are not interleaved with others */
#define PIPE_SIZE   ((uint32_t)CONFIG_PIPE_PAGES * (uint32_t)PAGE_SIZE)

_Static_assert(CONFIG_PIPE_PAGES * 4096 >= PIPE_ATOMIC, "an atomic write fits");

struct pipe {
	struct spinlock lock;
	bool has_reader;		/* [lock] */
	bool has_writer;		/* [lock] */
	uint32_t written;		/* [lock] below 2 * PIPE_SIZE */
	uint32_t taken;			/* [lock] below PIPE_SIZE, not above `written` */
	struct waitq readers;		/* [lock] */
	struct waitq writers;		/* [lock] */
	void *pages[CONFIG_PIPE_PAGES]; /* [lock] */
};

static struct kmem_cache pipe_memory;
static struct once pipe_memory_made;

static uint32_t bytes_in(const struct pipe *pipe)
{
	return pipe->written - pipe->taken;
}

/* Take what is there into the uio. Lock held. */
static size_t ring_take(struct pipe *pipe, struct uio *uio)
{
	size_t total = 0, length, moved;
	uint32_t at;

	while (bytes_in(pipe) > 0 && uio_left(uio) > 0) {
		at = pipe->taken & PAGE_MASK;
		length = MIN((size_t)(PAGE_SIZE - at), (size_t)bytes_in(pipe));
		length = MIN(length, uio_left(uio));
		moved = uio_write(uio, (char *)pipe->pages[pipe->taken / PAGE_SIZE] + at, length);
		pipe->taken += (uint32_t)moved;
		total += moved;
		if (pipe->taken == PIPE_SIZE) {
			pipe->taken = 0;
			pipe->written -= PIPE_SIZE;
		}
		if (moved < length)
			break;
	}
	if (bytes_in(pipe) == 0)
		pipe->taken = pipe->written = 0;
	return total;
}

/* Put in what fits. Lock held. Returns the bytes, or -ENOMEM if there is no page for the first. */
static ssize_t ring_put(struct pipe *pipe, struct uio *uio)
{
	size_t total = 0, length, moved;
	void **page;
	uint32_t at;

	while (bytes_in(pipe) < PIPE_SIZE && uio_left(uio) > 0) {
		at = pipe->written & PAGE_MASK;
		page = &pipe->pages[pipe->written / PAGE_SIZE % CONFIG_PIPE_PAGES];
		if (*page == NULL)
			*page = page_alloc();
		if (*page == NULL)
			return total > 0 ? (ssize_t)total : -ENOMEM;
		length = MIN((size_t)(PAGE_SIZE - at), (size_t)(PIPE_SIZE - bytes_in(pipe)));
		length = MIN(length, uio_left(uio));
		moved = uio_read(uio, (char *)*page + at, length);
		pipe->written += (uint32_t)moved;
		total += moved;
		if (moved < length)
			break;
	}
	return (ssize_t)total;
}

/* Wait until there are bytes to read or no writer is left. Lock held. */
static int await_bytes(struct file *file, struct pipe *pipe, const struct uio *uio, irq_key_t *key)
{
	int error;

	while (bytes_in(pipe) == 0 && pipe->has_writer) {
		if (file->flags & O_NONBLOCK || uio->no_wait)
			return -EAGAIN;
		error = waitq_sleep(&pipe->readers, &pipe->lock, key);
		if (error)
			return error;
	}
	return 0;
}

/* One round of a read: take what is there; only who has nothing yet waits for it. Lock held. */
static ssize_t take_round(struct file *file, struct uio *uio, bool may_wait, irq_key_t *key)
{
	struct pipe *pipe = file->pipe;
	ssize_t moved = may_wait ? await_bytes(file, pipe, uio, key) : 0;

	if (moved == 0)
		moved = (ssize_t)ring_take(pipe, uio);
	if (moved > 0)
		waitq_wake_all(&pipe->writers);
	return moved;
}

static ssize_t pipe_read(struct file *file, struct uio *uio, uint64_t *offset)
{
	struct pipe *pipe = file->pipe;
	size_t total = 0;
	ssize_t moved = 0;
	bool more = true;
	irq_key_t key;

	(void)offset;
	while (more && uio_left(uio) > 0 && moved >= 0) {
		key = spin_lock(&pipe->lock);
		moved = take_round(file, uio, total == 0, &key);
		more = bytes_in(pipe) > 0;
		spin_unlock(&pipe->lock, key);
		if (moved > 0)
			total += (size_t)moved;
		if (moved >= 0 && more && uio_left(uio) > 0)
			moved = uio_prefault(uio, MIN(uio_left(uio), (size_t)PIPE_SIZE));
	}
	return total > 0 ? (ssize_t)total : moved;
}

/* Wait for room for `needed` bytes. Lock held. */
static int await_room(struct file *file, struct pipe *pipe, size_t needed, irq_key_t *key)
{
	int error;

	while (pipe->has_reader && PIPE_SIZE - bytes_in(pipe) < needed) {
		if (file->flags & O_NONBLOCK)
			return -EAGAIN;
		error = waitq_sleep(&pipe->writers, &pipe->lock, key);
		if (error)
			return error;
	}
	return pipe->has_reader ? 0 : -EPIPE;
}

/*
 * One round of a write. `whole`: all of it or, when memory has to be fetched first, nothing. Lock
 * held.
 */
static ssize_t put_round(struct pipe *pipe, struct uio *uio, bool whole)
{
	const struct uio before = *uio;
	ssize_t moved = ring_put(pipe, uio);

	if (whole && moved > 0 && uio_left(uio) > 0) {
		*uio = before;
		pipe->written -= (uint32_t)moved;
		return 0;
	}
	if (moved > 0)
		waitq_wake_all(&pipe->readers);
	return moved;
}

static ssize_t pipe_write(struct file *file, struct uio *uio, uint64_t *offset)
{
	struct pipe *pipe = file->pipe;
	bool whole = uio_left(uio) <= PIPE_ATOMIC;
	size_t needed = whole ? uio_left(uio) : 1;
	size_t total = 0;
	ssize_t moved = 0;
	irq_key_t key;

	(void)offset;
	while (uio_left(uio) > 0 && moved >= 0) {
		key = spin_lock(&pipe->lock);
		moved = await_room(file, pipe, MIN(needed, uio_left(uio)), &key);
		if (moved == 0)
			moved = put_round(pipe, uio, whole);
		spin_unlock(&pipe->lock, key);
		if (moved > 0) {
			total += (size_t)moved;
		} else if (moved == 0) {
			/* Once it was fetched, what is still missing is not to be had. */
			moved = uio_prefault(uio, MIN(uio_left(uio), (size_t)PIPE_SIZE));
			whole = false;
		}
	}
	return total > 0 ? (ssize_t)total : moved;
}

static int pipe_stat(struct file *file, struct abi_stat *stat)
{
	memset(stat, 0, sizeof(*stat));
	stat->st_dev = 3;
	stat->st_ino = (uintptr_t)file->pipe >> 4 & 0xffffffff;
	stat->st_mode = S_IFIFO | 0600;
	stat->st_nlink = 1;
	stat->st_blksize = (int32_t)PAGE_SIZE;
	return 0;
}

static void pipe_free(struct pipe *pipe)
{
	for (uint32_t i = 0; i < CONFIG_PIPE_PAGES; i++) {
		if (pipe->pages[i] != NULL)
			page_free(pipe->pages[i]);
	}
	kmem_free(&pipe_memory, pipe);
}

static void pipe_release(struct file *file)
{
	struct pipe *pipe = file->pipe;
	irq_key_t key = spin_lock(&pipe->lock);
	bool last;

	if (file_can_write(file))
		pipe->has_writer = false;
	else
		pipe->has_reader = false;
	last = !pipe->has_reader && !pipe->has_writer;
	waitq_wake_all(&pipe->readers);
	waitq_wake_all(&pipe->writers);
	spin_unlock(&pipe->lock, key);
	if (last)
		pipe_free(pipe);
}

static const struct file_ops pipe_ops = {
	.read = pipe_read,
	.write = pipe_write,
	.stat = pipe_stat,
	.release = pipe_release,
};

static void make_pipe_memory(void)
{
	kmem_cache_init(&pipe_memory, "pipe", sizeof(struct pipe));
}

static struct pipe *pipe_alloc(void)
{
	struct pipe *pipe;

	once_run(&pipe_memory_made, make_pipe_memory);
	pipe = kmem_alloc_zeroed(&pipe_memory);
	if (pipe == NULL)
		return NULL;
	waitq_init(&pipe->readers);
	waitq_init(&pipe->writers);
	pipe->has_reader = pipe->has_writer = true;
	return pipe;
}

int pipe_create(unsigned int flags, struct file **reader, struct file **writer)
{
	struct pipe *pipe;

	if (flags & ~(O_NONBLOCK | O_CLOEXEC))
		return -EINVAL;
	pipe = pipe_alloc();
	if (pipe == NULL)
		return -ENOMEM;
	*reader = file_alloc(&pipe_ops, (flags & O_NONBLOCK) | O_RDONLY);
	if (*reader == NULL) {
		pipe_free(pipe);
		return -ENFILE;
	}
	(*reader)->pipe = pipe;
	*writer = file_alloc(&pipe_ops, (flags & O_NONBLOCK) | O_WRONLY);
	if (*writer == NULL) {
		pipe->has_writer = false;
		file_put(*reader);
		return -ENFILE;
	}
	(*writer)->pipe = pipe;
	return 0;
}

int pipe_capacity(const struct file *file)
{
	return file->ops == &pipe_ops ? (int)PIPE_SIZE : -EBADF;
}

int pipe_bytes(struct file *file)
{
	irq_key_t key;
	int bytes;

	if (file->ops != &pipe_ops)
		return -EBADF;
	key = spin_lock(&file->pipe->lock);
	bytes = (int)bytes_in(file->pipe);
	spin_unlock(&file->pipe->lock, key);
	return bytes;
}
