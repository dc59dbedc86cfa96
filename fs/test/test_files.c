/*
 * Files, directories and names: what the calls do and which errors they give, on every combination
 * of features and block size; afterwards the checker has nothing to say.
 */
#include "support.h"

#include <abi/dirent.h>
#include <kernel/time.h>

static char buffer[1 << 20], other[1 << 20];

static void test_create_and_read(void)
{
	struct file *file = open_file("/a", O_RDWR | O_CREAT | O_EXCL);
	struct abi_stat stat;

	CHECK_EQUAL(write_bytes(file, "hello", 5), 5);
	CHECK_EQUAL(read_bytes(file, buffer, 10), 0);
	CHECK_EQUAL(file_seek(file, 1, SEEK_SET), 1);
	CHECK_EQUAL(read_bytes(file, buffer, 10), 4);
	CHECK(memcmp(buffer, "ello", 4) == 0);
	CHECK_EQUAL(file_seek(file, -2, SEEK_END), 3);
	CHECK_EQUAL(file_seek(file, -9, SEEK_CUR), -EINVAL);
	CHECK_EQUAL(file_seek(file, 0, 17), -EINVAL);
	CHECK_EQUAL(file_stat(file, &stat), 0);
	CHECK_EQUAL(stat.st_size, 5);
	CHECK_EQUAL(stat.st_mode, S_IFREG | 0755);
	CHECK_EQUAL(stat.st_nlink, 1);
	file_put(file);
	CHECK_EQUAL(try_open("/a", O_RDWR | O_CREAT | O_EXCL), -EEXIST);
	CHECK_EQUAL(path_unlink(root, "/a"), 0);
	CHECK_EQUAL(try_open("/a", O_RDONLY), -ENOENT);
}

static void test_open_errors(void)
{
	CHECK_EQUAL(path_mkdir(root, "/d"), 0);
	write_path("/d/f", "x", 1);
	CHECK_EQUAL(try_open("", O_RDONLY), -ENOENT);
	CHECK_EQUAL(try_open("/d", O_WRONLY), -EISDIR);
	CHECK_EQUAL(try_open("/d", O_RDONLY | O_CREAT), -EISDIR);
	CHECK_EQUAL(try_open("/d", O_RDONLY | O_DIRECTORY), 0);
	CHECK_EQUAL(try_open("/d/f", O_RDONLY | O_DIRECTORY), -ENOTDIR);
	CHECK_EQUAL(try_open("/d/f/", O_RDONLY), -ENOTDIR);
	CHECK_EQUAL(try_open("/d/g/", O_RDWR | O_CREAT), -EISDIR);
	CHECK_EQUAL(try_open("/d/f/g", O_RDONLY), -ENOTDIR);
	CHECK_EQUAL(try_open("/nowhere/g", O_RDWR | O_CREAT), -ENOENT);
	CHECK_EQUAL(try_open("d//f", O_RDONLY), 0);
	CHECK_EQUAL(try_open("/../d/./../d/f", O_RDONLY), 0);
	CHECK_EQUAL(path_mkdir(root, "/d"), -EEXIST);
	CHECK_EQUAL(path_mkdir(root, "/"), -EEXIST);
	CHECK_EQUAL(path_mkdir(root, "/d/."), -EEXIST);
	CHECK_EQUAL(path_mkdir(root, "/d/sub/"), 0);
	CHECK_EQUAL(path_unlink(root, "/d"), -EISDIR);
	CHECK_EQUAL(path_unlink(root, "/d/f/"), -ENOTDIR);
	CHECK_EQUAL(path_rmdir(root, "/d"), -ENOTEMPTY);
	CHECK_EQUAL(path_rmdir(root, "/d/f"), -ENOTDIR);
	CHECK_EQUAL(path_rmdir(root, "/"), -EBUSY);
	CHECK_EQUAL(path_rmdir(root, "/d/."), -EINVAL);
	CHECK_EQUAL(path_rmdir(root, "/d/.."), -ENOTEMPTY);
	CHECK_EQUAL(path_rmdir(root, "/d/sub"), 0);
	CHECK_EQUAL(path_unlink(root, "/d/f"), 0);
	CHECK_EQUAL(path_rmdir(root, "/d/"), 0);
	CHECK_EQUAL(path_rmdir(root, "/d"), -ENOENT);
}

static void test_access_modes(void)
{
	struct file *file = open_file("/m", O_WRONLY | O_CREAT);

	CHECK_EQUAL(read_bytes(file, buffer, 1), -EBADF);
	CHECK_EQUAL(write_bytes(file, "abc", 3), 3);
	file_put(file);
	file = open_file("/m", O_RDONLY);
	CHECK_EQUAL(write_bytes(file, "abc", 3), -EBADF);
	CHECK_EQUAL(file_truncate(file, 0), -EINVAL);
	file_put(file);
	file = open_file("/m", O_WRONLY | O_APPEND);
	CHECK_EQUAL(file_seek(file, 0, SEEK_SET), 0);
	CHECK_EQUAL(write_bytes(file, "def", 3), 3);
	CHECK_EQUAL(file_seek(file, 0, SEEK_CUR), 6);
	file_put(file);
	CHECK_EQUAL(read_path("/m", buffer, 100), 6);
	CHECK(memcmp(buffer, "abcdef", 6) == 0);
	CHECK_EQUAL(try_open("/m", O_WRONLY | O_TRUNC), 0);
	CHECK_EQUAL(read_path("/m", buffer, 100), 0);
	file = open_file("/", O_RDONLY);
	CHECK_EQUAL(read_bytes(file, buffer, 100), -EISDIR);
	file_put(file);
	CHECK_EQUAL(path_unlink(root, "/m"), 0);
}

static void test_links(void)
{
	struct inode *inode;
	struct abi_stat stat;

	write_path("/l1", "one", 3);
	CHECK_EQUAL(path_link(root, "/l1", root, "/l2", false), 0);
	CHECK_EQUAL(path_link(root, "/l1", root, "/l2", false), -EEXIST);
	CHECK_EQUAL(path_link(root, "/l0", root, "/l3", false), -ENOENT);
	CHECK_EQUAL(path_link(root, "/", root, "/l3", false), -EPERM);
	CHECK_EQUAL(path_lookup(root, "/l2", 0, &inode), 0);
	inode_stat(inode, &stat);
	CHECK_EQUAL(stat.st_nlink, 2);
	inode_put(inode);
	CHECK_EQUAL(path_unlink(root, "/l1"), 0);
	CHECK_EQUAL(read_path("/l2", buffer, 10), 3);
	CHECK_EQUAL(path_unlink(root, "/l2"), 0);
}

static void test_unlinked_but_open(void)
{
	struct file *file = open_file("/u", O_RDWR | O_CREAT);
	uint32_t before;
	struct abi_stat stat;

	CHECK_EQUAL(write_bytes(file, buffer, 100000), 100000);
	before = free_blocks();
	CHECK_EQUAL(path_unlink(root, "/u"), 0);
	CHECK_EQUAL(free_blocks(), before);
	file_stat(file, &stat);
	CHECK_EQUAL(stat.st_nlink, 0);
	CHECK_EQUAL(write_bytes(file, "more", 4), 4);
	CHECK_EQUAL(file_seek(file, 100000, SEEK_SET), 100000);
	CHECK_EQUAL(read_bytes(file, other, 10), 4);
	file_put(file);
	CHECK(free_blocks() > before + 100000 / host_block_size);
}

static void test_removed_directory(void)
{
	struct inode *directory, *parent;
	struct file *file;
	char path[100];

	CHECK_EQUAL(path_mkdir(root, "/gone"), 0);
	CHECK_EQUAL(path_lookup(root, "/gone", 0, &directory), 0);
	CHECK_EQUAL(path_of_directory(directory, path, sizeof(path)), 5);
	CHECK(strcmp(path, "/gone") == 0);
	CHECK_EQUAL(path_rmdir(root, "/gone"), 0);
	CHECK_EQUAL(file_open(directory, "x", O_RDWR | O_CREAT, 0, &file), -ENOENT);
	CHECK_EQUAL(path_mkdir(directory, "x"), -ENOENT);
	CHECK_EQUAL(path_of_directory(directory, path, sizeof(path)), -ENOENT);
	CHECK_EQUAL(path_lookup(directory, "..", 0, &parent), 0);
	CHECK(parent == root);
	inode_put(parent);
	CHECK_EQUAL(path_lookup(directory, ".", 0, &parent), 0);
	inode_put(parent);
	inode_put(directory);
	CHECK_EQUAL(path_of_directory(root, path, sizeof(path)), 1);
	CHECK(strcmp(path, "/") == 0);
}

static void test_rename(void)
{
	struct inode *inode;
	struct abi_stat stat;
	char path[100];

	CHECK_EQUAL(path_mkdir(root, "/r"), 0);
	CHECK_EQUAL(path_mkdir(root, "/r/a"), 0);
	CHECK_EQUAL(path_mkdir(root, "/r/b"), 0);
	write_path("/r/f", "file", 4);
	write_path("/r/g", "gggg", 4);
	CHECK_EQUAL(path_rename(root, "/r/f", root, "/r/g", RENAME_NOREPLACE), -EEXIST);
	CHECK_EQUAL(path_rename(root, "/r/f", root, "/r/g", RENAME_EXCHANGE), -EINVAL);
	CHECK_EQUAL(path_rename(root, "/r/f", root, "/r/f", 0), 0);
	CHECK_EQUAL(path_rename(root, "/r/f", root, "/r/a", 0), -EISDIR);
	CHECK_EQUAL(path_rename(root, "/r/a", root, "/r/f", 0), -ENOTDIR);
	CHECK_EQUAL(path_rename(root, "/r/a", root, "/r/a/x", 0), -EINVAL);
	CHECK_EQUAL(path_rename(root, "/r", root, "/r/a/x", 0), -EINVAL);
	CHECK_EQUAL(path_rename(root, "/r/a", root, "/r", 0), -ENOTEMPTY);
	CHECK_EQUAL(path_rename(root, "/r/none", root, "/r/x", 0), -ENOENT);
	CHECK_EQUAL(path_rename(root, "/r/.", root, "/r/x", 0), -EBUSY);
	CHECK_EQUAL(path_rename(root, "/r/f/", root, "/r/x", 0), -ENOTDIR);
	CHECK_EQUAL(path_rename(root, "/r/f", root, "/r/g", 0), 0);
	CHECK(!exists("/r/f"));
	CHECK_EQUAL(read_path("/r/g", buffer, 10), 4);
	CHECK(memcmp(buffer, "file", 4) == 0);
	CHECK_EQUAL(path_rename(root, "/r/g", root, "/r/a/g", 0), 0);
	CHECK_EQUAL(path_rename(root, "/r/b", root, "/r/a", 0), -ENOTEMPTY);
	CHECK_EQUAL(path_rename(root, "/r/a", root, "/r/b", 0), 0);
	CHECK_EQUAL(path_rename(root, "/r/b", root, "/moved", 0), 0);
	CHECK_EQUAL(path_lookup(root, "/moved/..", 0, &inode), 0);
	CHECK(inode == root);
	inode_put(inode);
	CHECK_EQUAL(path_lookup(root, "/moved", 0, &inode), 0);
	CHECK_EQUAL(path_of_directory(inode, path, sizeof(path)), 6);
	inode_stat(inode, &stat);
	CHECK_EQUAL(stat.st_nlink, 2);
	inode_put(inode);
	CHECK_EQUAL(path_unlink(root, "/moved/g"), 0);
	CHECK_EQUAL(path_rmdir(root, "/moved"), 0);
	CHECK_EQUAL(path_rmdir(root, "/r"), 0);
}

/* What lies above two directories need not be in memory when it is asked for. */
static void test_rename_below_the_forgotten(void)
{
	struct inode *inode;
	char path[32];

	CHECK_EQUAL(path_mkdir(root, "/o"), 0);
	CHECK_EQUAL(path_mkdir(root, "/o/p"), 0);
	CHECK_EQUAL(path_mkdir(root, "/o/p/x"), 0);
	CHECK_EQUAL(path_mkdir(root, "/o/p/y"), 0);
	write_path("/o/p/x/f", "file", 4);
	CHECK_EQUAL(path_lookup(root, "/o/p", 0, &inode), 0);
	for (int i = 0; i <= CONFIG_NINODE; i++) {
		snprintf(path, sizeof(path), "/other%d", i);
		write_path(path, "", 0);
	}
	CHECK_EQUAL(path_rename(inode, "x/f", inode, "y/g", 0), 0);
	CHECK_EQUAL(path_rename(inode, "y", inode, "x/y", 0), 0);
	inode_put(inode);
	for (int i = 0; i <= CONFIG_NINODE; i++) {
		snprintf(path, sizeof(path), "/other%d", i);
		CHECK_EQUAL(path_unlink(root, path), 0);
	}
	CHECK_EQUAL(path_unlink(root, "/o/p/x/y/g"), 0);
	CHECK_EQUAL(path_rmdir(root, "/o/p/x/y"), 0);
	CHECK_EQUAL(path_rmdir(root, "/o/p/x"), 0);
	CHECK_EQUAL(path_rmdir(root, "/o/p"), 0);
	CHECK_EQUAL(path_rmdir(root, "/o"), 0);
}

static void test_names(bool long_names)
{
	char name[300] = "/";
	size_t most = long_names ? 255 : 14;

	memset(name + 1, 'n', most);
	name[most + 1] = '\0';
	write_path(name, "x", 1);
	CHECK(exists(name));
	name[most + 1] = 'n';
	name[most + 2] = '\0';
	CHECK_EQUAL(try_open(name, O_RDWR | O_CREAT), -ENAMETOOLONG);
	CHECK_EQUAL(try_open(name, O_RDONLY), -ENAMETOOLONG);
	CHECK_EQUAL(path_mkdir(root, name), -ENAMETOOLONG);
	name[most + 1] = '\0';
	CHECK_EQUAL(path_unlink(root, name), 0);
	name[most] = '\0';
	CHECK(!exists(name));
	write_path("/\xff\x80", "x", 1);
	CHECK_EQUAL(path_unlink(root, "/\xff\x80"), 0);
}

static void test_symlinks(bool symlinks)
{
	char target[100];

	if (!symlinks) {
		CHECK_EQUAL(path_symlink("t", root, "/s"), -EPERM);
		return;
	}
	CHECK_EQUAL(path_mkdir(root, "/sd"), 0);
	write_path("/sd/f", "data", 4);
	CHECK_EQUAL(path_symlink("sd/f", root, "/s"), 0);
	CHECK_EQUAL(path_symlink("", root, "/s2"), -ENOENT);
	CHECK_EQUAL(path_symlink("x", root, "/s"), -EEXIST);
	CHECK_EQUAL(path_symlink("/sd/", root, "/s2"), 0);
	CHECK_EQUAL(path_symlink("loop", root, "/loop"), 0);
	CHECK_EQUAL(path_symlink("sd/new", root, "/dangling"), 0);
	CHECK_EQUAL(path_symlink("sd/no/", root, "/slash"), 0);
	CHECK_EQUAL(path_symlink("sd/f/", root, "/file-slash"), 0);
	CHECK_EQUAL(path_symlink("nowhere/no/", root, "/lost-slash"), 0);
	CHECK_EQUAL(read_path("/s", buffer, 10), 4);
	CHECK_EQUAL(read_path("/s2/f", buffer, 10), 4);
	CHECK_EQUAL(read_path("/s2/../s2/f", buffer, 10), 4);
	CHECK_EQUAL(try_open("/loop", O_RDONLY), -ELOOP);
	CHECK_EQUAL(try_open("/s", O_RDONLY | O_NOFOLLOW), -ELOOP);
	CHECK_EQUAL(try_open("/dangling", O_RDONLY), -ENOENT);
	CHECK_EQUAL(try_open("/dangling", O_RDWR | O_CREAT | O_EXCL), -EEXIST);
	CHECK_EQUAL(try_open("/dangling", O_RDWR | O_CREAT), 0);
	CHECK(exists("/sd/new"));
	CHECK_EQUAL(try_open("/slash", O_RDONLY), -ENOENT);
	CHECK_EQUAL(try_open("/slash", O_RDWR | O_CREAT), -EISDIR);
	CHECK(!exists("/sd/no"));
	CHECK_EQUAL(try_open("/file-slash", O_RDWR), -ENOTDIR);
	CHECK_EQUAL(try_open("/file-slash", O_RDWR | O_CREAT), -EISDIR);
	CHECK_EQUAL(try_open("/lost-slash", O_RDWR | O_CREAT), -ENOENT);
	CHECK_EQUAL(try_open("/lost-slash/", O_RDWR | O_CREAT), -EISDIR);
	CHECK_EQUAL(path_read_link(root, "/s", target, sizeof(target)), 4);
	CHECK(memcmp(target, "sd/f", 4) == 0);
	CHECK_EQUAL(path_read_link(root, "/s", target, 2), 2);
	CHECK_EQUAL(path_read_link(root, "/sd", target, 2), -EINVAL);
	CHECK_EQUAL(path_unlink(root, "/s"), 0);
	CHECK_EQUAL(path_unlink(root, "/s2"), 0);
	CHECK_EQUAL(path_unlink(root, "/loop"), 0);
	CHECK_EQUAL(path_unlink(root, "/dangling"), 0);
	CHECK_EQUAL(path_unlink(root, "/slash"), 0);
	CHECK_EQUAL(path_unlink(root, "/file-slash"), 0);
	CHECK_EQUAL(path_unlink(root, "/lost-slash"), 0);
	CHECK_EQUAL(path_unlink(root, "/sd/f"), 0);
	CHECK_EQUAL(path_unlink(root, "/sd/new"), 0);
	CHECK_EQUAL(path_rmdir(root, "/sd"), 0);
}

/* Many entries: all there, each once, also when read in small pieces; then all removed. */
static void test_many_entries(void)
{
	struct abi_dirent64 *entry;
	struct file *file;
	struct uio uio;
	char path[40];
	int seen = 0;
	ssize_t length;

	CHECK_EQUAL(path_mkdir(root, "/many"), 0);
	for (int i = 0; i < 150; i++) {
		snprintf(path, sizeof(path), "/many/entry%d", i);
		write_path(path, path, (size_t)i % 3);
	}
	for (int i = 0; i < 150; i += 2) {
		snprintf(path, sizeof(path), "/many/entry%d", i);
		CHECK_EQUAL(path_unlink(root, path), 0);
	}
	file = open_file("/many", O_RDONLY);
	for (;;) {
		uio = UIO_KERNEL(buffer, 100);
		length = file_getdents(file, &uio);
		CHECK(length >= 0);
		if (length == 0)
			break;
		for (ssize_t at = 0; at < length; at += entry->d_reclen) {
			entry = (void *)(buffer + at);
			seen++;
		}
	}
	CHECK_EQUAL(seen, 77);
	CHECK_EQUAL(file_seek(file, 0, SEEK_SET), 0);
	uio = UIO_KERNEL(buffer, 10);
	CHECK_EQUAL(file_getdents(file, &uio), -EINVAL);
	file_put(file);
	for (int i = 1; i < 150; i += 2) {
		snprintf(path, sizeof(path), "/many/entry%d", i);
		CHECK(exists(path));
		CHECK_EQUAL(path_unlink(root, path), 0);
	}
	CHECK_EQUAL(path_rmdir(root, "/many"), 0);
}

/* Random reads, writes and truncations against a copy in memory. */
static void test_random_access(uint32_t seed, uint32_t most)
{
	struct file *file = open_file("/x", O_RDWR | O_CREAT);
	uint32_t size = 0, offset, length;

	memset(other, 0, sizeof(other));
	for (int round = 0; round < 300; round++) {
		offset = test_random(&seed) % most;
		length = test_random(&seed) % (round % 3 ? 9000 : 30000);
		if (offset + length > most)
			length = most - offset;
		switch (test_random(&seed) % 4) {
		case 0:
			CHECK_EQUAL(file_truncate(file, offset), 0);
			if (offset < size)
				memset(other + offset, 0, size - offset);
			size = offset;
			break;
		case 1:
		case 2:
			for (uint32_t i = 0; i < length; i++)
				buffer[i] = (char)test_random(&seed);
			CHECK_EQUAL(file_seek(file, offset, SEEK_SET), offset);
			CHECK_EQUAL(write_bytes(file, buffer, length), length);
			memcpy(other + offset, buffer, length);
			if (length > 0 && offset + length > size)
				size = offset + length;
			break;
		default:
			CHECK_EQUAL(file_seek(file, offset, SEEK_SET), offset);
			if (offset + length > size)
				length = offset < size ? size - offset : 0;
			CHECK_EQUAL(read_bytes(file, buffer, length + 1 - (offset + length < size)),
				    length);
			CHECK(memcmp(buffer, other + offset, length) == 0);
		}
		if (round % 50 == 0)
			CHECK_EQUAL(file_sync(file), 0);
	}
	file_put(file);
	CHECK_EQUAL(read_path("/x", buffer, sizeof(buffer)), size);
	CHECK(memcmp(buffer, other, size) == 0);
}

/* A buffer that ends in the middle: what could be copied counts, and is what is read (X2, O13). */
static void test_bad_buffers(void)
{
	struct file *file = open_file("/bad", O_RDWR | O_CREAT);
	size_t good = host_block_size + 100;

	memset(buffer, 'A', 3 * host_block_size);
	CHECK_EQUAL(write_bytes(file, buffer, 3 * host_block_size), 3 * host_block_size);
	for (int fresh = 0; fresh < 2; fresh++) {
		memset(buffer, 'Z', 3 * host_block_size);
		file_seek(file, 0, SEEK_SET);
		host_fault_address = (uintptr_t)buffer + good;
		CHECK_EQUAL(write_bytes(file, buffer, 3 * host_block_size), good);
		CHECK_EQUAL(write_bytes(file, buffer + good, 10), -EFAULT);
		file_seek(file, 0, SEEK_SET);
		CHECK_EQUAL(read_bytes(file, buffer, 3 * host_block_size), good);
		host_fault_address = 0;
		file_seek(file, 0, SEEK_SET);
		CHECK_EQUAL(read_bytes(file, other, sizeof(other)),
			    fresh ? good : 3 * host_block_size);
		for (size_t i = 0; i < 3 * host_block_size && !(fresh && i >= good); i++)
			CHECK_EQUAL(other[i], i < good ? 'Z' : 'A');
		CHECK_EQUAL(file_truncate(file, 0), 0);
	}
	file_put(file);
	CHECK_EQUAL(path_unlink(root, "/bad"), 0);
}

/* Writes that follow each other quickly: the times on the disk are late by one grain at most. */
static void test_times(struct test_disk *disk, bool times)
{
	struct file *file = open_file("/times", O_RDWR | O_CREAT);
	uint64_t before = host_wall_ns, last;
	struct abi_stat stat;

	CHECK_EQUAL(write_bytes(file, buffer, 20000), 20000);
	for (int i = 0; i < 100; i++) {
		host_wall_ns += 3000000;
		file_seek(file, 5000, SEEK_SET);
		CHECK_EQUAL(write_bytes(file, buffer, 10000), 10000);
	}
	last = time_wall_ns();
	file_put(file);
	test_unmount();
	test_mount(disk);
	file = open_file("/times", O_RDWR);
	CHECK_EQUAL(file_stat(file, &stat), 0);
	last -= (uint64_t)stat.st_mtime_sec * 1000000000 + stat.st_mtime_nsec;
	CHECK(!times || last <= 4000000);
	file_put(file);
	CHECK_EQUAL(path_unlink(root, "/times"), 0);
	host_wall_ns = before;
}

/*
 * Without a log what was changed is given to the disk at once, though nobody asks for it; also when
 * the disk has not yet written what was there before.
 */
static void test_written_by_itself(struct test_disk *disk, bool stepped)
{
	struct file *file = open_file("/soon", O_RDWR | O_CREAT);
	const char mark[] = "overwritten in place, nothing else";

	CHECK_EQUAL(write_bytes(file, buffer, 100), 100);
	while (stepped && disk_step(disk))
		continue;
	file_seek(file, 10, SEEK_SET);
	CHECK_EQUAL(write_bytes(file, mark, sizeof(mark)), sizeof(mark));
	while (disk_step(disk))
		continue;
	CHECK(IS_ENABLED(CONFIG_FS_LOG) ||
	      memmem(disk->data, disk->device.sector_count * 512, mark, sizeof(mark)) != NULL);
	file_put(file);
	CHECK_EQUAL(path_unlink(root, "/soon"), 0);
}

static void test_limits(void)
{
	struct file *files[CONFIG_NFILE + 1];
	struct inode *inode;
	int count;

	write_path("/n", "", 0);
	for (count = 0; count <= CONFIG_NFILE; count++) {
		if (file_open(root, "/n", O_RDONLY, 0, &files[count]) != 0)
			break;
	}
	CHECK_EQUAL(count, CONFIG_NFILE);
	CHECK_EQUAL(try_open("/n", O_RDONLY), -ENFILE);
	while (count-- > 0)
		file_put(files[count]);
	CHECK_EQUAL(path_unlink(root, "/n"), 0);
	CHECK_EQUAL(path_mknod(root, "/dev", S_IFCHR, 5 << 16 | 1), 0);
	CHECK_EQUAL(try_open("/dev", O_RDONLY), -ENXIO);
	CHECK_EQUAL(path_lookup(root, "/dev", 0, &inode), 0);
	CHECK_EQUAL(inode->device, 5 << 16 | 1);
	inode_put(inode);
	CHECK_EQUAL(path_mknod(root, "/dir", S_IFDIR, 0), -EPERM);
	CHECK_EQUAL(path_mknod(root, "/fifo", S_IFIFO, 0), -EINVAL);
	CHECK_EQUAL(path_unlink(root, "/dev"), 0);
}

static void test_all(struct test_disk *disk, uint32_t features, bool delayed)
{
	uint32_t before;

	test_mount(disk);
	disk->delayed = delayed;
	before = free_blocks();
	test_create_and_read();
	test_open_errors();
	test_access_modes();
	test_links();
	test_unlinked_but_open();
	test_removed_directory();
	test_rename();
	test_rename_below_the_forgotten();
	test_names((features & DISK_FEATURE_LONG_NAMES) != 0);
	test_symlinks((features & DISK_FEATURE_SYMLINKS) != 0);
	test_many_entries();
	test_random_access(features + host_block_size,
			   features & DISK_FEATURE_LARGE_FILES ? 1 << 20 : 260 << 10);
	CHECK_EQUAL(path_unlink(root, "/x"), 0);
	test_bad_buffers();
	test_written_by_itself(disk, true);
	test_written_by_itself(disk, false);
	test_times(disk, (features & DISK_FEATURE_TIMES) != 0);
	test_limits();
	CHECK_EQUAL(fs_sync(), 0);
	/* Directories keep the blocks that they grew to. */
	CHECK(free_blocks() <= before && free_blocks() + 2 >= before);
	test_unmount();
	disk_check(disk);
}

static void test_block_size(uint32_t size)
{
	struct test_disk disk;
	struct image_parameters parameters;

	host_start();
	for (uint32_t features = 0; features <= DISK_FEATURES_KNOWN; features++) {
		if (features & ~(uint32_t)TEST_FEATURES)
			continue;
		for (int delayed = 0; delayed < 2; delayed++) {
			snprintf(test_context, sizeof(test_context),
				 "block size %u, features %x, delayed %d", size, features, delayed);
			disk_make(&disk, 4 << 20);
			parameters = test_parameters(4 << 20, size, features);
			disk_format(&disk, &parameters);
			test_all(&disk, features, delayed);
			test_mount(&disk);
			test_unmount();
			disk_check(&disk);
			disk_free(&disk);
		}
	}
}

int main(void)
{
	host_quiet = true;
	test_each_block_size(test_block_size);
	printf("96 combinations\n");
	return 0;
}
