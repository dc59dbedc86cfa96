/*
 * Memory is short: calls wait for what a commit gives back, and get ENOMEM when that is not enough;
 * never for ever, and never another error.
 */
#include "support.h"

#include "../volume.h"

#include <kernel/thread.h>

static struct test_disk disk;

static void disk_begin(const char *what, uint32_t number)
{
	struct image_parameters parameters;

	host_block_size = 4096; /* a page: there are no pieces of pages left over */
	parameters = test_parameters(2 << 20, host_block_size, TEST_FEATURES);
	snprintf(test_context, sizeof(test_context), "%s %u", what, number);
	disk_make(&disk, 2 << 20);
	disk_format(&disk, &parameters);
	test_mount(&disk);
}

static void disk_end(void)
{
	host_memory_left = 0;
	host_preempt_seed = 0;
	disk.fail_at = 0;
	test_unmount();
	test_mount(&disk);
	test_unmount();
	disk_check(&disk);
	disk_free(&disk);
}

static void syncer(void *unused)
{
	fs_sync();
}

/* A transaction has been closed and is on its way to a disk that takes its time. */
static void commit_begin(void)
{
	disk.delayed = true;
	thread_start(thread_create("sync", syncer, NULL));
	while (!journal_is_committing())
		thread_yield();
}

/*
 * A block of the transaction that is being written is to be changed, and there is no memory for a
 * copy: the call waits until the transaction is home, or the log has failed.
 */
static void change_while_committing(bool fails)
{
	struct file *file;

	disk_begin("change while committing", fails);
	file = open_file("/file", O_RDWR | O_CREAT);
	CHECK_EQUAL(file_truncate(file, 100), 0);
	commit_begin();
	disk.fail_at = fails ? disk.requests + 1 : 0;
	disk.fail_for_ever = true;
	host_memory_left = 1;
	CHECK_EQUAL(file_truncate(file, 200), 0);
	host_memory_left = 0;
	CHECK_EQUAL(file_sync(file), fails ? -EIO : 0);
	file_put(file);
	disk_end();
}

/*
 * Whoever wants one more buffer than there is memory for waits while a commit may give some back,
 * and is told when that has failed.
 */
static void buffer_while_committing(uint32_t seed, bool fails)
{
	struct buffer *held[200];
	struct file *file;
	uint32_t count = 0;
	int error;

	disk_begin("buffer while committing", seed);
	file = open_file("/file", O_RDWR | O_CREAT);
	CHECK_EQUAL(file_truncate(file, 100), 0);
	file_put(file);
	commit_begin();
	disk.seed = host_preempt_seed = seed;
	disk.fail_at = fails ? disk.requests + seed : 0;
	disk.fail_for_ever = true;
	host_memory_left = 1;
	do {
		error = cache_new(count + 100, &held[count]);
		count += error == 0;
	} while (error == 0);
	CHECK_EQUAL(error, -ENOMEM);
	while (count-- > 0)
		cache_put(held[count]);
	disk_end();
}

/* Writing needs no memory beyond the cache's own; what was freed without any waits for a commit. */
static void blocks_without_memory(void)
{
	static char bytes[40 * 4096];
	struct file *file;

	disk_begin("blocks without memory", 0);
	file = open_file("/file", O_RDWR | O_CREAT);
	CHECK_EQUAL(file_sync(file), 0);
	host_memory_left = 1;
	for (int round = 0; round < 3; round++) {
		file_seek(file, 0, SEEK_SET);
		CHECK_EQUAL(write_bytes(file, bytes, sizeof(bytes)), sizeof(bytes));
		CHECK_EQUAL(file_truncate(file, 0), 0);
	}
	file_put(file);
	disk_end();
}

/* If an operation finds no block because of another that freed some, the disk is not full. */
static void freed_without_memory(void)
{
	uint32_t block, other;

	disk_begin("freed without memory", 0);
	CHECK_EQUAL(journal_begin(true), 0);
	CHECK_EQUAL(alloc_block(0, &block), 0);
	journal_end();
	CHECK_EQUAL(fs_sync(), 0);
	CHECK_EQUAL(journal_begin(true), 0);
	host_memory_left = 1;
	CHECK_EQUAL(alloc_free(block), 0);
	CHECK_EQUAL(alloc_block(0, &other), -ENOMEM);
	host_memory_left = 0;
	journal_end();
	disk_end();
}

/* The buffer of a block that metadata of the file lies in. */
static struct buffer *hold(uint32_t block)
{
	struct buffer *buffer;

	CHECK_EQUAL(cache_read(block, &buffer), 0);
	return buffer;
}

/* A new block for a hole, and no buffer for it: the hole stays one. */
static void hole_without_memory(void)
{
	static char bytes[10 * 4096];
	struct buffer *held[200];
	struct file *file;
	uint32_t count = 0;

	disk_begin("hole without memory", 0);
	memset(bytes, 'j', sizeof(bytes));
	write_path("/junk", bytes, sizeof(bytes));
	CHECK_EQUAL(fs_sync(), 0);
	CHECK_EQUAL(path_unlink(root, "/junk"), 0);
	file = open_file("/file", O_RDWR | O_CREAT);
	CHECK_EQUAL(file_truncate(file, sizeof(bytes)), 0);
	CHECK_EQUAL(fs_sync(), 0);
	held[count++] = hold(disk_inode_block(volume_layout(), file->inode->number));
	held[count++] = hold(volume.layout.bitmap_start);
	host_memory_left = 1;
	while (cache_new(300 + count, &held[count]) == 0)
		count++;
	file_seek(file, 4096, SEEK_SET);
	CHECK_EQUAL(write_bytes(file, bytes, 4096), -ENOMEM);
	while (count-- > 0)
		cache_put(held[count]);
	host_memory_left = 0;
	file_seek(file, 0, SEEK_SET);
	CHECK_EQUAL(read_bytes(file, bytes, sizeof(bytes)), sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		CHECK_EQUAL(bytes[i], 0);
	file_put(file);
	disk_end();
}

int main(void)
{
	host_quiet = true;
	host_start();
	change_while_committing(false);
	change_while_committing(true);
	for (uint32_t seed = 1; seed <= 60; seed++)
		buffer_while_committing(seed, seed % 4);
	blocks_without_memory();
	freed_without_memory();
	hole_without_memory();
	printf("memory is short\n");
	return 0;
}
