/*
 * Several threads at once on one tree: create, write, read, rename, link, remove, sync, in random
 * order, with a slow disk, a small cache and threads that give way when they take a lock. Nobody
 * waits for ever, and the checker is content. So with three threads that lock the same directories
 * in every order there is.
 */
#include "support.h"

#include <kernel/thread.h>

#define THREADS 6
#define STEPS 400
#define CROSSINGS 200

static struct test_disk disk;
static int running;
static struct waitq ended;

static const char *random_path(uint32_t *seed, char *path, size_t size)
{
	static const char *const folders[] = { "", "/a", "/b", "/a/c", "/b/d", "/a/c/e" };

	snprintf(path, size, "%s/%c", folders[test_random(seed) % 6],
		 "abcdefxyz"[test_random(seed) % 9]);
	return path;
}

static void use_file(const char *path, uint32_t *seed)
{
	static char bytes[20000];
	struct file *file;

	if (file_open(root, path, O_RDWR | (test_random(seed) % 2 ? O_CREAT : 0), 0, &file) != 0)
		return;
	switch (test_random(seed) % 5) {
	case 0:
		file_truncate(file, test_random(seed) % 15000);
		break;
	case 1:
		read_bytes(file, bytes, sizeof(bytes));
		break;
	case 2:
		file_sync(file);
		break;
	default:
		file_seek(file, test_random(seed) % 5000, SEEK_SET);
		write_bytes(file, bytes, test_random(seed) % sizeof(bytes));
	}
	if (test_random(seed) % 8 == 0)
		path_unlink(root, path);
	file_put(file);
}

static void step(uint32_t *seed)
{
	char path[32], other[32];
	struct inode *inode;

	random_path(seed, path, sizeof(path));
	random_path(seed, other, sizeof(other));
	switch (test_random(seed) % 12) {
	case 0:
	case 1:
		path_mkdir(root, path);
		break;
	case 2:
		path_rmdir(root, path);
		break;
	case 3:
		path_unlink(root, path);
		break;
	case 4:
	case 5:
		path_rename(root, path, root, other, 0);
		break;
	case 6:
		path_link(root, path, root, other, false);
		break;
	case 7:
		if (path_lookup(root, path, 0, &inode) == 0) {
			path_of_directory(inode, other, sizeof(other));
			thread_yield();
			inode_put(inode);
		}
		break;
	default:
		use_file(path, seed);
	}
}

/* A thread has done its part. */
static void end_turns(void)
{
	running--;
	waitq_wake_all(&ended);
}

/* Wait until all have that were started. */
static void wait_for_all(void)
{
	irq_key_t key = 0;

	while (running > 0)
		waitq_sleep(&ended, NULL, &key);
	host_yield_seed = host_preempt_seed = 0;
}

static void worker(void *argument)
{
	uint32_t seed = (uint32_t)(uintptr_t)argument;

	for (int i = 0; i < STEPS; i++)
		step(&seed);
	end_turns();
}

static void workers_start(int count, void (*entry)(void *), uintptr_t argument)
{
	waitq_init(&ended);
	running = count;
	for (uintptr_t i = 0; i < (uintptr_t)count; i++)
		thread_start(thread_create("worker", entry, (void *)(argument + i)));
}

#define APPENDED (5u << 19) /* more than a call writes in one piece */

static void appender(void *argument)
{
	struct file *file = open_file("/log", O_WRONLY | O_APPEND);
	char *bytes = malloc(APPENDED), last;

	memset(bytes, (int)(uintptr_t)argument, APPENDED);
	CHECK_EQUAL(write_bytes(file, bytes, APPENDED), APPENDED);
	/* The position is behind what was written last. */
	CHECK_EQUAL(inode_read_kernel(file->inode, &last, file->offset - 1, 1), 1);
	CHECK_EQUAL(last, (int)(uintptr_t)argument);
	file_put(file);
	free(bytes);
	end_turns();
}

/* Nothing that one appends takes the place of what the other has. */
static void append_beside(uint32_t block_size, uint32_t seed)
{
	struct image_parameters parameters = test_parameters(8 << 20, block_size, TEST_FEATURES);
	char *bytes = malloc(2 * APPENDED);
	size_t found = 0;

	snprintf(test_context, sizeof(test_context), "%u append seed %u", block_size, seed);
	disk_make(&disk, parameters.bytes);
	disk_format(&disk, &parameters);
	test_mount(&disk);
	write_path("/log", "", 0);
	host_yield_seed = seed;
	workers_start(2, appender, 'a');
	wait_for_all();
	CHECK_EQUAL(read_path("/log", bytes, 2 * APPENDED), 2 * APPENDED);
	for (size_t i = 0; i < 2 * APPENDED; i++)
		found += bytes[i] == 'a';
	CHECK_EQUAL(found, APPENDED);
	test_unmount();
	disk_check(&disk);
	disk_free(&disk);
	free(bytes);
}

static void run(uint32_t block_size, uint32_t features, uint32_t seed, uint32_t megabytes)
{
	struct image_parameters parameters =
		test_parameters((uint64_t)megabytes << 20, block_size, features);
	struct fs_counters before, after;

	snprintf(test_context, sizeof(test_context), "%u %x seed %u", block_size, features, seed);
	parameters.inodes = 80;
	disk_make(&disk, parameters.bytes);
	disk_format(&disk, &parameters);
	test_mount(&disk);
	fs_count(&before);
	disk.delayed = true;
	host_yield_seed = host_preempt_seed = seed;
	workers_start(THREADS, worker, seed * 97 + 1);
	wait_for_all();
	CHECK_EQUAL(file_count(), 0);
	fs_count(&after);
	CHECK(after.inodes_free <= before.inodes_free);
	test_unmount();
	disk_check(&disk);
	disk_free(&disk);
}

/* Between two directories that lie beside each other at different depths. */
static void move_between(void *argument)
{
	for (int i = 0; i < CROSSINGS; i++) {
		CHECK_EQUAL(path_rename(root, "/s/x/f", root, "/t/g", 0), 0);
		CHECK_EQUAL(path_rename(root, "/t/g", root, "/s/x/f", 0), 0);
	}
	end_turns();
}

/* One of them onto the other, and back. */
static void replace_within(void *argument)
{
	for (int i = 0; i < CROSSINGS; i++) {
		CHECK_EQUAL(path_rename(root, "/s", root, "/t", 0), -ENOTEMPTY);
		CHECK_EQUAL(path_rename(root, "/t", root, "/s", 0), -ENOTEMPTY);
	}
	end_turns();
}

/* From one to what it contains. */
static void remove_below(void *argument)
{
	for (int i = 0; i < CROSSINGS; i++)
		CHECK_EQUAL(path_rmdir(root, "/s/x"), -ENOTEMPTY);
	end_turns();
}

/* The directories x, s and t, numbered in this order, of which x comes to lie in s. */
static void crossing(uint32_t size, uint32_t seed, const char *order)
{
	static void (*const parts[])(void *) = { move_between, replace_within, remove_below };
	struct image_parameters parameters = test_parameters(1 << 20, size, TEST_FEATURES);

	snprintf(test_context, sizeof(test_context), "%u crossing %s seed %u", size, order, seed);
	disk_make(&disk, parameters.bytes);
	disk_format(&disk, &parameters);
	test_mount(&disk);
	for (; *order != '\0'; order++)
		CHECK_EQUAL(path_mkdir(root, (char[]){ *order, '\0' }), 0);
	CHECK_EQUAL(path_rename(root, "/x", root, "/s/x", 0), 0);
	write_path("/s/x/f", "f", 1);
	write_path("/s/x/stays", "x", 1);
	write_path("/t/stays", "t", 1);
	host_yield_seed = seed;
	waitq_init(&ended);
	running = ARRAY_SIZE(parts);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		thread_start(thread_create("crossing", parts[i], NULL));
	wait_for_all();
	test_unmount();
	disk_check(&disk);
	disk_free(&disk);
}

static void test_crossings(uint32_t size)
{
	static const char *const orders[] = { "xst", "xts", "sxt", "stx", "txs", "tsx" };

	host_start();
	for (uint32_t seed = 1; seed <= 4; seed++) {
		for (size_t i = 0; i < ARRAY_SIZE(orders); i++)
			crossing(size, seed, orders[i]);
	}
}

static void test_block_size(uint32_t size)
{
	host_start();
	for (uint32_t seed = 1; seed <= 12; seed++)
		run(size, seed % 2 ? TEST_FEATURES : 0, seed, seed % 3 ? 2 : 1);
	for (uint32_t seed = 1; seed <= 3; seed++)
		append_beside(size, seed);
}

int main(void)
{
	host_quiet = true;
	test_each_block_size(test_block_size);
	test_each_block_size(test_crossings);
	printf("36 runs of %d threads, %d steps each; 72 of 3 that cross\n", THREADS, STEPS);
	return 0;
}
