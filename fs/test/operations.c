/*
 * The operations of the crash tests: each is done to the file system and to the model. What takes
 * several operations of the journal makes several moments: opening with O_CREAT and O_TRUNC, and
 * writing, which goes by 16 blocks.
 */
#include "model_private.h"

#include <kernel/chardev.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include <kernel/waitq.h>

#define WRITE_BLOCKS 16

bool may_be_full;
void (*model_between)(void);

static void operation_done(void)
{
	if (model_between != NULL)
		model_between();
}

/* Did it work? Wanting space is no failure if that may happen. */
static bool worked(int error, const char *what, const char *path)
{
	if (error != 0 && !(may_be_full && error == -ENOSPC)) {
		fprintf(stderr, "%s %s: error %d\n", what, path, -error);
		test_fail(__FILE__, __LINE__, "an operation works");
	}
	return error == 0;
}

/* The path is the name of a new node. Returns `error`. */
static int created(int error, const char *what, const char *path, uint32_t mode, const char *target)
{
	const char *name;
	unsigned int parent = node_parent(path, &name), number;
	struct node *node;

	if (worked(error, what, path)) {
		number = node_new(mode);
		if (target != NULL) {
			node = node_change(number);
			node->target = strcpy(model_alloc(strlen(target) + 1), target);
			node->size = (uint32_t)strlen(target);
		}
		entry_add(parent, name, number);
		model_moment();
	}
	operation_done();
	return error;
}

int do_create(const char *path)
{
	int error = try_open(path, O_RDWR | O_CREAT | O_EXCL);

	return created(error, "create", path, S_IFREG, NULL);
}

int do_mkdir(const char *path)
{
	return created(path_mkdir(root, path), "mkdir", path, S_IFDIR, NULL);
}

int do_mknod(const char *path)
{
	return created(path_mknod(root, path, S_IFCHR, DEV_MAKE(1, 3)), "mknod", path, S_IFCHR,
		       NULL);
}

int do_symlink(const char *target, const char *path)
{
	return created(path_symlink(target, root, path), "symlink", path, S_IFLNK, target);
}

int do_link(const char *old, const char *path)
{
	unsigned int number = (unsigned int)node_of(old);
	int error = path_link(root, old, root, path, false);
	const char *name;
	unsigned int parent = node_parent(path, &name);

	if (worked(error, "link", path)) {
		node_change(number)->links++;
		entry_add(parent, name, number);
		model_moment();
	}
	operation_done();
	return error;
}

/* A name goes; what it led to has one less. */
static void name_remove(const char *path)
{
	unsigned int number = (unsigned int)node_of(path);
	const char *name;
	unsigned int parent = node_parent(path, &name);

	entry_remove(parent, name);
	node_change(number)->links--;
}

int do_rename(const char *old, const char *path)
{
	int number = node_of(old), target = node_of(path);
	int error = path_rename(root, old, root, path, 0);
	const char *old_name, *name;
	unsigned int old_parent = node_parent(old, &old_name);
	unsigned int parent = node_parent(path, &name);

	if (worked(error, "rename", old) && number != target) {
		if (target >= 0)
			name_remove(path);
		entry_remove(old_parent, old_name);
		entry_add(parent, name, (unsigned int)number);
		model_moment();
	}
	operation_done();
	return error;
}

void do_unlink(const char *path)
{
	worked(path_unlink(root, path), "unlink", path);
	name_remove(path);
	model_moment();
	operation_done();
}

void do_rmdir(const char *path)
{
	worked(path_rmdir(root, path), "rmdir", path);
	name_remove(path);
	model_moment();
	operation_done();
}

/* The next version of a block; without one before it, a block that is new on the disk. */
static struct content *content_new(struct content *before)
{
	struct content *content = model_alloc(sizeof(*content) + host_block_size);

	if (before != NULL) {
		memcpy(content->bytes, before->bytes, host_block_size);
		before->next = content;
	}
	return content;
}

/* What lies behind the end of the file in its last block becomes zero. */
static void tail_zero(struct node *node)
{
	uint32_t index = node->size / host_block_size, start = node->size % host_block_size;

	if (start == 0 || node->blocks[index] == NULL)
		return;
	node->blocks[index] = content_new(node->blocks[index]);
	memset(node->blocks[index]->bytes + start, 0, host_block_size - start);
}

static void node_resize(unsigned int number, uint32_t size)
{
	struct node *node = node_change(number);
	uint32_t blocks = (size + host_block_size - 1) / host_block_size;

	if (size > node->size)
		tail_zero(node);
	node->size = size;
	while (node->block_count > blocks)
		node->blocks[--node->block_count] = NULL;
	model_moment();
}

/* The byte that the write with this stamp puts at a position of the file. */
static unsigned char byte_of(uint64_t stamp, uint32_t position)
{
	uint64_t word = (stamp << 32 | position / 8) * 0x9e3779b97f4a7c15ull;

	return (unsigned char)(word >> (8 * (position % 8)));
}

/* What one block gets of a write: up to its end. Returns how many bytes. */
static uint32_t node_write_block(struct node *node, uint32_t offset, uint32_t length)
{
	uint32_t index = offset / host_block_size, start = offset % host_block_size;

	CHECK(index < MODEL_BLOCKS);
	if (length > host_block_size - start)
		length = host_block_size - start;
	node->blocks[index] = content_new(node->blocks[index]);
	for (uint32_t i = 0; i < length; i++)
		node->blocks[index]->bytes[start + i] = byte_of(model.stamp, offset + i);
	if (node->block_count <= index)
		node->block_count = index + 1;
	if (node->size < offset + length)
		node->size = offset + length;
	return length;
}

/* The bytes written, in as many moments as the journal has operations. */
static void node_write(unsigned int number, uint32_t offset, uint32_t length)
{
	uint32_t here;

	while (length > 0) {
		struct node *node = node_change(number);

		if (offset > node->size)
			tail_zero(node);
		for (int i = 0; i < WRITE_BLOCKS && length > 0; i++) {
			here = node_write_block(node, offset, length);
			offset += here;
			length -= here;
		}
		model_moment();
	}
}

int do_write(const struct handle *handle, uint32_t offset, uint32_t length)
{
	unsigned char *bytes = malloc(length + 1);
	struct uio uio = UIO_KERNEL(bytes, length);
	bool append = (handle->file->flags & O_APPEND) != 0;
	ssize_t written;

	if (append)
		offset = model.now.nodes[handle->node]->size;
	model.stamp++;
	for (uint32_t i = 0; i < length; i++)
		bytes[i] = byte_of(model.stamp, offset + i);
	uio.user = true;
	written = append ? file_write(handle->file, &uio) : file_pwrite(handle->file, &uio, offset);
	free(bytes);
	worked(written < 0 ? (int)written : 0, "write", "");
	if (written < 0)
		written = 0;
	if (!may_be_full)
		CHECK_EQUAL(written, length);
	node_write(handle->node, offset, (uint32_t)written);
	if (handle->file->flags & O_DSYNC)
		model_synced(model.moment_count - 1);
	operation_done();
	return (int)written;
}

void do_truncate(const struct handle *handle, uint32_t size)
{
	worked(file_truncate(handle->file, size), "truncate", "");
	node_resize(handle->node, size);
	operation_done();
}

struct handle do_open(const char *path, unsigned int flags)
{
	struct handle handle = { .file = NULL };
	int number = node_of(path);

	worked(file_open(root, path, flags | O_RDWR, 0, &handle.file), "open", path);
	if (handle.file == NULL)
		return handle;
	if (number < 0)
		created(0, "open", path, S_IFREG, NULL);
	else if (flags & O_TRUNC)
		node_resize((unsigned int)number, 0);
	handle.node = (unsigned int)node_of(path);
	return handle;
}

void do_close(struct handle *handle)
{
	if (handle->file != NULL)
		file_put(handle->file);
	handle->file = NULL;
	operation_done();
}

int do_write_file(const char *path, uint32_t length)
{
	struct handle handle = do_open(path, O_CREAT | O_TRUNC);
	int written = handle.file != NULL ? do_write(&handle, 0, length) : 0;

	do_close(&handle);
	return written;
}

void do_sync(void)
{
	uint32_t moment = model.moment_count - 1;

	CHECK_EQUAL(fs_sync(), 0);
	model_synced(moment);
	operation_done();
}

void do_fsync(const struct handle *handle)
{
	uint32_t moment = model.moment_count - 1;

	CHECK_EQUAL(file_sync(handle->file), 0);
	model_synced(moment);
	operation_done();
}

static unsigned int syncs;
static struct waitq sync_ended = WAITQ_INIT(sync_ended);

static void sync_thread(void *unused)
{
	uint32_t moment = model.moment_count - 1;

	CHECK_EQUAL(fs_sync(), 0);
	model_synced(moment);
	syncs--;
	waitq_wake_all(&sync_ended);
}

void do_sync_start(void)
{
	if (syncs >= 3)
		return;
	syncs++;
	thread_start(thread_create("sync", sync_thread, NULL));
}

void do_sync_finish(void)
{
	irq_key_t key = 0;

	while (syncs > 0)
		waitq_sleep(&sync_ended, NULL, &key);
}

void do_wait(void)
{
	struct waitq never = WAITQ_INIT(never);
	irq_key_t key = 0;

	waitq_sleep_until(&never, NULL, &key, time_now() + time_from_ns(3000000000ull));
	operation_done();
}
