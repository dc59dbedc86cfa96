/*
 * Files that are mapped shared, against an array of bytes: writing, reading and truncating by calls
 * and storing into pages at random, with synchronising, unmapping and mounting again in between.
 */
#include "../cache_private.h"
#include "support.h"

#include <fs/mapped.h>
#include <mm/page.h>

#define SIZE_MAX_BYTES (24 * PAGE_SIZE)
#define DISK_BYTES     (4u << 20)
#define PAGES	       (SIZE_MAX_BYTES / PAGE_SIZE)

static unsigned char model[SIZE_MAX_BYTES], buffer[SIZE_MAX_BYTES];
static size_t size;
static unsigned int users;
static uint32_t seed;
static struct file *file;

static size_t below(size_t limit)
{
	return test_random(&seed) % limit;
}

static void fill_random(unsigned char *bytes, size_t length)
{
	/* Often zeroes, as in holes. */
	unsigned char value = below(3) ? (unsigned char)test_random(&seed) : 0;

	for (size_t i = 0; i < length; i++)
		bytes[i] = value ? (unsigned char)(value + i / 7) : 0;
}

static void compare(size_t from, size_t length)
{
	size_t there = from < size ? MIN(length, size - from) : 0;
	struct uio uio = UIO_KERNEL(buffer, length);

	CHECK_EQUAL(file_pread(file, &uio, (loff_t)from), there);
	CHECK(memcmp(buffer, model + from, there) == 0);
}

static void do_write(void)
{
	size_t from = below(SIZE_MAX_BYTES - 1), length = 1 + below(SIZE_MAX_BYTES - from);
	struct uio uio = UIO_KERNEL(buffer, MIN(length, (size_t)9000));

	length = uio.left;
	fill_random(buffer, length);
	memcpy(model + from, buffer, length);
	CHECK_EQUAL(file_pwrite(file, &uio, (loff_t)from), length);
	size = MAX(size, from + length);
}

/* Behind the new end a program sees zeroes, up to the end of the page. */
static void check_tail(void)
{
	void *page;

	if (users == 0 || size % PAGE_SIZE == 0)
		return;
	CHECK_EQUAL(mapped_page(file->inode, size / PAGE_SIZE, &page), 0);
	for (size_t i = size % PAGE_SIZE; i < PAGE_SIZE; i++)
		CHECK_EQUAL(((char *)page)[i], 0);
}

static void do_truncate(void)
{
	size_t to = below(SIZE_MAX_BYTES);
	bool shorter = to < size;

	CHECK_EQUAL(file_truncate(file, (loff_t)to), 0);
	if (shorter)
		memset(model + to, 0, size - to);
	size = to;
	if (shorter)
		check_tail();
}

/* What a program does: look at a page, store into it, also behind the end of the file. */
static void do_touch(void)
{
	size_t number = below(PAGES), from = number * PAGE_SIZE;
	size_t at = below(PAGE_SIZE), length = 1 + below(PAGE_SIZE - at);
	size_t there = from < size ? MIN(size - from, PAGE_SIZE) : 0;
	void *memory;
	char *page;

	if (users == 0)
		return;
	CHECK_EQUAL(mapped_page(file->inode, number, &memory), from < size ? 0 : -EIO);
	if (from >= size)
		return;
	page = memory;
	CHECK(memcmp(page, model + from, there) == 0);
	fill_random((unsigned char *)page + at, length);
	if (at < there)
		memcpy(model + from + at, page + at, MIN(length, there - at));
}

static void do_map(void)
{
	if (users > 3)
		return;
	if (users > 0 && below(2))
		mapped_get(file->inode);
	else
		CHECK_EQUAL(mapped_open(file->inode), 0);
	users++;
}

static void do_unmap(void)
{
	if (users == 0)
		return;
	mapped_put(file->inode);
	users--;
}

static void do_sync(void)
{
	if (below(2))
		CHECK_EQUAL(fs_sync(), 0);
	else
		CHECK_EQUAL(mapped_sync(file->inode), 0);
}

static void remount(struct test_disk *disk)
{
	while (users > 0)
		do_unmap();
	file_put(file);
	test_unmount();
	disk_check(disk);
	test_mount(disk);
	file = open_file("/mapped", O_RDWR);
	compare(0, SIZE_MAX_BYTES);
}

static void test_random_use(struct test_disk *disk)
{
	static void (*const actions[])(void) = {
		do_write, do_truncate, do_touch, do_touch, do_touch, do_map, do_unmap, do_sync,
	};

	file = open_file("/mapped", O_RDWR | O_CREAT | O_TRUNC);
	memset(model, 0, sizeof(model));
	size = 0;
	for (int i = 0; i < 4000; i++) {
		snprintf(test_context, sizeof(test_context), "step %d", i);
		actions[below(8)]();
		compare(below(SIZE_MAX_BYTES), below(20000));
		if (below(300) == 0)
			remount(disk);
	}
	remount(disk);
	file_put(file);
}

/* What was synchronised is there after a power cut, whatever was done to the memory since. */
static void test_power_cut(struct test_disk *disk)
{
	static unsigned char before[4 * PAGE_SIZE];
	unsigned char *copy;
	void *page;

	write_path("/cut", model, 3 * PAGE_SIZE);
	file = open_file("/cut", O_RDWR);
	CHECK_EQUAL(mapped_open(file->inode), 0);
	CHECK_EQUAL(mapped_page(file->inode, 1, &page), 0);
	memset(page, 77, PAGE_SIZE);
	CHECK_EQUAL(mapped_sync(file->inode), 0);
	copy = malloc(DISK_BYTES);
	memcpy(copy, disk->data, DISK_BYTES);
	memset(page, 78, PAGE_SIZE);
	mapped_put(file->inode);
	file_put(file);
	test_unmount();
	memcpy(disk->data, copy, DISK_BYTES);
	free(copy);
	test_mount(disk);
	CHECK_EQUAL(read_path("/cut", before, sizeof(before)), 3 * PAGE_SIZE);
	for (size_t i = 0; i < PAGE_SIZE; i++)
		CHECK_EQUAL(before[PAGE_SIZE + i], 77);
}

/* An error of the disk is told by who synchronises; without memory there is no page. */
static void test_errors(struct test_disk *disk)
{
	void *page;

	write_path("/error", buffer, 8 * PAGE_SIZE);
	file = open_file("/error", O_RDWR);
	host_memory_left = 1;
	CHECK_EQUAL(mapped_open(file->inode), -ENOMEM);
	host_memory_left = 0;
	CHECK_EQUAL(mapped_open(file->inode), 0);
	host_memory_left = 1;
	CHECK_EQUAL(mapped_page(file->inode, 3, &page), -ENOMEM);
	host_memory_left = 2;
	CHECK_EQUAL(mapped_page(file->inode, 3, &page), -ENOMEM);
	host_memory_left = 0;
	CHECK_EQUAL(mapped_page(file->inode, 3, &page), 0);
	memset(page, 1, PAGE_SIZE);
	disk->requests = 0;
	disk->fail_at = 1;
	disk->fail_for_ever = true;
	CHECK(mapped_sync(file->inode) < 0);
	disk->fail_at = 0;
	disk->fail_for_ever = false;
	mapped_put(file->inode);
	file_put(file);
	test_unmount();
}

static void expect_bytes(const void *bytes, unsigned char value)
{
	for (size_t i = 0; i < PAGE_SIZE; i++)
		CHECK_EQUAL(((const unsigned char *)bytes)[i], value);
}

/* Let no two blocks of a file lie side by side: each takes a request of its own. */
static void write_apart(const char *path, const char *other, const void *bytes, size_t length)
{
	struct file *files[] = { open_file(path, O_RDWR | O_CREAT),
				 open_file(other, O_RDWR | O_CREAT) };

	for (size_t at = 0; at < length; at += host_block_size)
		for (unsigned int i = 0; i < 2; i++)
			CHECK_EQUAL(write_bytes(files[i], (const char *)bytes + at,
						host_block_size), host_block_size);
	file_put(files[0]);
	file_put(files[1]);
}

/* A page of which only the first blocks can be read is no page, and changes nothing in the file. */
static void test_unreadable_blocks(struct test_disk *disk)
{
	static unsigned char bytes[2 * PAGE_SIZE];
	void *page;

	memset(bytes, 3, sizeof(bytes));
	write_apart("/partly", "/between", bytes, sizeof(bytes));
	for (uint64_t fail_at = 1; fail_at < 12; fail_at++) {
		snprintf(test_context, sizeof(test_context), "requests from %u on fail",
			 (unsigned int)fail_at);
		test_unmount();
		test_mount(disk);
		file = open_file("/partly", O_RDWR);
		CHECK_EQUAL(mapped_open(file->inode), 0);
		disk->requests = 0;
		disk->fail_at = fail_at;
		disk->fail_for_ever = true;
		if (mapped_page(file->inode, 0, &page) == 0)
			expect_bytes(page, 3);
		disk->fail_at = 0;
		disk->fail_for_ever = false;
		mapped_put(file->inode);
		file_put(file);
		CHECK_EQUAL(read_path("/partly", buffer, PAGE_SIZE), PAGE_SIZE);
		expect_bytes(buffer, 3);
	}
}

/* As many files as that takes: those without LARGE_FILES are small. Returns their number. */
static unsigned int fill_disk(void)
{
	char name[20];
	unsigned int count = 0;
	struct file *filler;

	while (free_blocks() > 0) {
		snprintf(name, sizeof(name), "/filler%u", count++);
		filler = open_file(name, O_RDWR | O_CREAT);
		while (write_bytes(filler, buffer, sizeof(buffer)) > 0)
			;
		file_put(filler);
	}
	return count;
}

/* A page that has no place on the disk does not keep the others from theirs. */
static void test_no_space(struct test_disk *disk)
{
	static unsigned char bytes[2 * PAGE_SIZE];
	struct uio uio = UIO_KERNEL(bytes, PAGE_SIZE);
	unsigned int fillers;
	char name[20];
	void *pages[2];

	snprintf(test_context, sizeof(test_context), "no space");
	file = open_file("/holes", O_RDWR | O_CREAT);
	CHECK_EQUAL(file_pwrite(file, &uio, PAGE_SIZE), PAGE_SIZE);
	fillers = fill_disk();
	CHECK_EQUAL(mapped_open(file->inode), 0);
	for (unsigned int i = 0; i < 2; i++) {
		CHECK_EQUAL(mapped_page(file->inode, i, &pages[i]), 0);
		memset(pages[i], 5, PAGE_SIZE);
	}
	CHECK_EQUAL(mapped_sync(file->inode), -ENOSPC);
	mapped_put(file->inode);
	file_put(file);
	CHECK_EQUAL(read_path("/holes", bytes, sizeof(bytes)), sizeof(bytes));
	expect_bytes(bytes, 0);
	expect_bytes(bytes + PAGE_SIZE, 5);
	CHECK_EQUAL(path_unlink(root, "/holes"), 0);
	while (fillers-- > 0) {
		snprintf(name, sizeof(name), "/filler%u", fillers);
		CHECK_EQUAL(path_unlink(root, name), 0);
	}
}

static void test_size(uint32_t block_size)
{
	struct image_parameters parameters =
		test_parameters(DISK_BYTES, block_size, TEST_FEATURES);
	struct test_disk disk;
	int64_t at_first = 0;

	host_start();
	seed = block_size;
	disk_make(&disk, parameters.bytes);
	disk_format(&disk, &parameters);
	/* The second time nothing is new but requests, of which more may be under way at once. */
	for (int round = 0; round < 2; round++) {
		test_mount(&disk);
		test_random_use(&disk);
		test_power_cut(&disk);
		test_unreadable_blocks(&disk);
		test_no_space(&disk);
		test_unmount();
		if (round == 0)
			at_first = host_memory_in_use;
		CHECK(host_memory_in_use <= at_first + CACHE_IO_MAX);
	}
	test_mount(&disk);
	test_errors(&disk);
	disk_free(&disk);
}

int main(void)
{
	host_quiet = true;
	test_each_block_size(test_size);
	return 0;
}
