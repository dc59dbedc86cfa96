/*
 * Disks that fail and disks that are full: the call gets an error, nothing breaks, and what is on
 * the disk is sound.
 */
#include "support.h"

static char buffer[1 << 20];
static struct test_disk disk;

/* Calls of all kinds, whose results are errors or not; afterwards nothing is held. */
static void workload(void)
{
	struct file *file;
	char path[32];

	for (int i = 0; i < 6; i++) {
		snprintf(path, sizeof(path), "/w%d", i);
		path_mkdir(root, path);
		snprintf(path, sizeof(path), "/w%d/file", i);
		if (file_open(root, path, O_RDWR | O_CREAT, 0, &file) == 0) {
			write_bytes(file, buffer, 3000u * (unsigned int)(i + 1));
			file_seek(file, 0, SEEK_SET);
			read_bytes(file, buffer, sizeof(buffer) / 8);
			if (i % 3 == 0)
				file_sync(file);
			if (i % 2)
				file_truncate(file, 1000);
			file_put(file);
		}
		if (i > 2)
			path_rename(root, path, root, "/w0/moved", 0);
		path_unlink(root, path);
		if (i == 4)
			fs_sync();
	}
	path_rmdir(root, "/w1");
	path_unlink(root, "/w2/file");
}

/* A request fails, alone or with all later ones; or while others are on their way. */
static unsigned int fail_each_request(uint32_t size, uint32_t features, bool for_ever, bool delayed)
{
	struct image_parameters parameters = test_parameters(1 << 20, size, features);
	unsigned int count = 0;

	for (uint64_t fail_at = 1;; fail_at++) {
		snprintf(test_context, sizeof(test_context), "%u %x%s request %u fails%s", size,
			 features, delayed ? " delayed" : "", (unsigned int)fail_at,
			 for_ever ? " and all later" : "");
		disk_make(&disk, 1 << 20);
		disk_format(&disk, &parameters);
		disk.requests = 0;
		disk.fail_at = fail_at;
		disk.fail_for_ever = for_ever;
		disk.delayed = delayed;
		host_preempt_seed = delayed ? (uint32_t)fail_at : 0;
		if (test_mount_try(&disk) == 0) {
			root = fs_root();
			workload();
			test_unmount();
		} else {
			root = NULL;
			fs_unmount();
		}
		disk.fail_at = host_preempt_seed = 0;
		disk.delayed = false;
		/* The next mount replays and frees what there is; then all is sound. */
		test_mount(&disk);
		test_unmount();
		disk_check(&disk);
		disk_free(&disk);
		count++;
		if (!disk.failed)
			return count;
	}
}

static const char *const cold_paths[] = {
	"/a", "/b", "/a/moves", "/b/goes", "/a/file", "/a/other", "/b/third", "/b/moves", "/b/link",
};

/*
 * Read so much that no block of what came before is in the cache any more; the inodes themselves
 * stay in memory.
 */
static void cache_flood(void)
{
	disk.spared = true;
	fs_sync(); /* the journal lets go of what it had pinned */
	for (unsigned int i = 0; i < ARRAY_SIZE(cold_paths); i++)
		exists(cold_paths[i]);
	read_path("/flood", buffer, sizeof(buffer));
	disk.spared = false;
}

/* The blocks of the tables of inodes are used up, so that the next one lies in another. */
static void inodes_skip(void)
{
	static unsigned int number;
	char path[32];

	for (int i = 0; i < 16; i++) {
		snprintf(path, sizeof(path), "/skip%u", number++);
		write_path(path, buffer, 0);
	}
}

static void cold_make(void)
{
	write_path("/flood", buffer, 90 * host_block_size);
	for (unsigned int i = 0; i < 7; i++) {
		inodes_skip();
		if (i < 4)
			CHECK_EQUAL(path_mkdir(root, cold_paths[i]), 0);
		else
			write_path(cold_paths[i], buffer, i == 4 ? 20 * host_block_size : 100);
	}
	inodes_skip();
}

/* Operations of which each finds nothing in the cache: any may fail in its middle. */
static void cold_workload(void)
{
	struct file *file;

	cache_flood();
	path_link(root, "/a/other", root, "/b/link", false);
	cache_flood();
	path_rename(root, "/a/file", root, "/b/third", 0);
	cache_flood();
	path_rename(root, "/a/moves", root, "/b/moves", 0);
	cache_flood();
	path_unlink(root, "/b/link");
	cache_flood();
	path_rmdir(root, "/b/goes");
	cache_flood();
	path_mkdir(root, "/a/new");
	cache_flood();
	if (file_open(root, "/b/third", O_RDWR, 0, &file) == 0) {
		cache_flood();
		write_bytes(file, buffer, 3000);
		cache_flood();
		file_truncate(file, 2000);
		cache_flood();
		file_truncate(file, 9000);
		cache_flood();
		file_seek(file, 15 * host_block_size, SEEK_SET);
		write_bytes(file, buffer, 100);
		file_put(file);
	}
	cache_flood();
	try_open("/a/created", O_RDWR | O_CREAT);
	cache_flood();
	path_unlink(root, "/b/third");
	cache_flood();
	path_symlink("target", root, "/b/symlink");
}

static unsigned int fail_each_cold_request(uint32_t size, uint32_t features, bool for_ever)
{
	struct image_parameters parameters = test_parameters(1 << 20, size, features);
	uint64_t fail_at = 0;

	do {
		snprintf(test_context, sizeof(test_context), "%u %x cold request %u fails%s", size,
			 features, (unsigned int)++fail_at, for_ever ? " and all later" : "");
		disk_make(&disk, 1 << 20);
		disk_format(&disk, &parameters);
		test_mount(&disk);
		cold_make();
		fs_sync();
		disk.requests = 0;
		disk.fail_at = fail_at;
		disk.fail_for_ever = for_ever;
		cold_workload();
		test_unmount();
		disk.fail_at = 0;
		test_mount(&disk);
		test_unmount();
		disk_check(&disk);
		disk_free(&disk);
	} while (disk.failed);
	return (unsigned int)fail_at;
}

/* The next requests fail, all of them; or no more. */
static void disk_break(bool broken)
{
	disk.requests = 0;
	disk.fail_at = broken;
	disk.fail_for_ever = true;
}

/* A call that fails has not made the file longer; what could not be counted is not known. */
static void nothing_half_done(uint32_t size, uint32_t features)
{
	struct image_parameters parameters = test_parameters(1 << 20, size, features);
	struct fs_counters before, after;
	struct abi_stat stat;
	struct file *file;

	snprintf(test_context, sizeof(test_context), "%u %x half done", size, features);
	disk_make(&disk, 1 << 20);
	disk_format(&disk, &parameters);
	test_mount(&disk);
	cold_make();
	fs_count(&before);
	file = open_file("/b/third", O_RDWR);
	host_wall_ns += 1000000000; /* reading again will not change the inode */
	CHECK_EQUAL(read_bytes(file, buffer, 10), 10);
	cache_flood();
	/* Now the data comes into memory, and the inode does not. */
	CHECK_EQUAL(read_bytes(file, buffer, 100), 90);
	disk_break(true);
	CHECK_EQUAL(file_truncate(file, 9000), -EIO);
	CHECK_EQUAL(write_bytes(file, buffer, 10), -EIO);
	disk_break(false);
	CHECK_EQUAL(file_stat(file, &stat), 0);
	CHECK_EQUAL(stat.st_size, 100);
	file_put(file);
	test_unmount();
	test_mount(&disk);
	disk_break(true);
	fs_count(&after);
	disk_break(false);
	fs_count(&after);
	CHECK_EQUAL(after.inodes_free, before.inodes_free);
	test_unmount();
	disk_check(&disk);
	disk_free(&disk);
}

/* What the pager and exec read comes whole or not at all: never short because of an error. */
static void read_whole_or_not(uint32_t size, uint32_t features)
{
	struct image_parameters parameters = test_parameters(1 << 20, size, features);
	struct inode *inode;
	ssize_t length;

	disk_make(&disk, 1 << 20);
	disk_format(&disk, &parameters);
	test_mount(&disk);
	write_path("/file", buffer, 40000);
	test_unmount();
	for (uint64_t fail_at = 1;; fail_at++) {
		snprintf(test_context, sizeof(test_context), "%u %x read %u fails", size, features,
			 (unsigned int)fail_at);
		test_mount(&disk);
		CHECK_EQUAL(path_lookup(root, "/file", 0, &inode), 0);
		disk.failed = false;
		disk.requests = 0;
		disk.fail_at = fail_at;
		disk.fail_for_ever = true; /* or reading again after reading ahead would succeed */
		length = inode_read_kernel(inode, buffer, 0, 41000);
		disk.fail_at = 0;
		CHECK_EQUAL(length, disk.failed ? -EIO : 40000);
		inode_put(inode);
		test_unmount();
		if (!disk.failed)
			break;
	}
	disk_free(&disk);
}

static unsigned int fail_each_allocation(uint32_t size, uint32_t features)
{
	struct image_parameters parameters = test_parameters(1 << 20, size, features);
	unsigned int count;

	for (count = 1; count < 120; count++) {
		snprintf(test_context, sizeof(test_context), "%u %x memory after %u", size,
			 features, count);
		disk_make(&disk, 1 << 20);
		disk_format(&disk, &parameters);
		test_mount(&disk);
		host_memory_left = count;
		workload();
		host_memory_left = 0;
		test_unmount();
		disk_check(&disk);
		disk_free(&disk);
	}
	return count;
}

/* Fill the disk in several ways; every call that fails says ENOSPC, and all space comes back. */
static void fill_disk(uint32_t size, uint32_t features)
{
	struct image_parameters parameters = test_parameters(1 << 20, size, features);
	struct fs_counters before, after;
	struct file *file;
	char path[32];
	ssize_t length;
	int made, error = 0;

	snprintf(test_context, sizeof(test_context), "%u %x full", size, features);
	disk_make(&disk, 1 << 20);
	disk_format(&disk, &parameters);
	test_mount(&disk);
	/* The root directory has grown to what it needs below. */
	for (made = 0; made < 200; made++) {
		snprintf(path, sizeof(path), "/file%d", made);
		write_path(path, "", 0);
	}
	while (made-- > 0) {
		snprintf(path, sizeof(path), "/file%d", made);
		CHECK_EQUAL(path_unlink(root, path), 0);
	}
	fs_count(&before);
	for (int round = 0; round < 3; round++) {
		for (made = 0; made < 200; made++) {
			snprintf(path, sizeof(path), "/file%d", made);
			error = file_open(root, path, O_RDWR | O_CREAT, 0, &file);
			if (error)
				break;
			length = write_bytes(file, buffer, 100000 / (unsigned int)(round + 1));
			file_put(file);
			if (length < 0) {
				error = (int)length;
				break;
			}
		}
		CHECK_EQUAL(error, -ENOSPC);
		fs_count(&after);
		CHECK_EQUAL(after.blocks_free, 0);
		CHECK_EQUAL(path_mkdir(root, "/nodir"), -ENOSPC);
		do {
			snprintf(path, sizeof(path), "/file%d", made);
			error = path_unlink(root, path);
			CHECK(error == 0 || error == -ENOENT);
		} while (made-- > 0);
		fs_count(&after);
		CHECK_EQUAL(after.blocks_free, before.blocks_free);
		CHECK_EQUAL(after.inodes_free, before.inodes_free);
	}
	test_unmount();
	disk_check(&disk);
	disk_free(&disk);
}

static void out_of_inodes(uint32_t size, uint32_t features)
{
	struct image_parameters parameters = test_parameters(2 << 20, size, features);
	struct fs_counters counters;
	char path[32];
	int made, error;

	disk_make(&disk, 2 << 20);
	disk_format(&disk, &parameters);
	test_mount(&disk);
	fs_count(&counters);
	CHECK_EQUAL(counters.inodes_free, 254);
	for (made = 0;; made++) {
		snprintf(path, sizeof(path), "/i%d", made);
		error = made % 2 ? path_mkdir(root, path) : try_open(path, O_RDWR | O_CREAT);
		if (error)
			break;
	}
	CHECK_EQUAL(error, -ENOSPC);
	CHECK_EQUAL(made, 254);
	CHECK_EQUAL(path_unlink(root, "/i0"), 0);
	CHECK_EQUAL(path_rmdir(root, "/i1"), 0);
	CHECK_EQUAL(try_open("/j", O_RDWR | O_CREAT), 0);
	CHECK_EQUAL(path_mkdir(root, "/k"), 0);
	fs_count(&counters);
	CHECK_EQUAL(counters.inodes_free, 0);
	test_unmount();
	disk_check(&disk);
	disk_free(&disk);
}

static void test_block_size(uint32_t size)
{
	static const uint32_t features[] = { 0, TEST_FEATURES };
	unsigned int requests = 0, allocations = 0;

	host_start();
	for (int i = 0; i < 2; i++) {
		fill_disk(size, features[i]);
		out_of_inodes(size, features[i]);
		read_whole_or_not(size, features[i]);
		nothing_half_done(size, features[i]);
		requests += fail_each_cold_request(size, features[i], false);
		requests += fail_each_cold_request(size, features[i], true);
		for (int way = 0; way < 4; way++)
			requests += fail_each_request(size, features[i], way % 2, way / 2);
		allocations += fail_each_allocation(size, features[i]);
	}
	printf("%u-byte blocks: %u failed requests, %u allocations\n", size, requests, allocations);
	fflush(stdout);
}

int main(void)
{
	host_quiet = true;
	test_each_block_size(test_block_size);
	return 0;
}
