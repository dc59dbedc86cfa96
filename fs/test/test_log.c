/*
 * What a transaction can hold: no operation changes more than its share, however the free blocks
 * lie and whatever the image says, and what stands behind the log is never written over.
 */
#include "support.h"

#include "../volume.h"

#define GROUPS 20
#define GROUP_BYTES ((uint64_t)host_block_size * 8 * host_block_size)

static char buffer[1 << 20];
static struct test_disk disk;
static struct disk_layout layout;

static void layout_get(void)
{
	CHECK(disk_layout_decode(&layout, (void *)(disk.data + DISK_SUPER_OFFSET)) == NULL);
}

/* The byte of the bitmap that has the block's bit. */
static unsigned char *bitmap_byte(uint32_t block)
{
	return disk.data + (uint64_t)layout.bitmap_start * host_block_size + block / 8;
}

static void block_mark(uint32_t block, bool used)
{
	unsigned char bit = (unsigned char)(1 << block % 8);

	if (used)
		*bitmap_byte(block) |= bit;
	else
		*bitmap_byte(block) &= (unsigned char)~bit;
}

/* Is it one of those that the scattered disk has left? One in each group. */
static bool block_is_left(uint32_t block)
{
	return block % disk_bits_per_block(&layout) == disk_bits_per_block(&layout) - 9;
}

static void blocks_mark(bool used)
{
	for (uint32_t block = disk_data_start(&layout) + 1; block < layout.size; block++) {
		if (!block_is_left(block))
			block_mark(block, used);
	}
}

/* Each block of a write comes from another group: more bitmap blocks than the log has room for. */
static void scattered_blocks(uint32_t features)
{
	uint64_t bytes = GROUPS * GROUP_BYTES;
	struct image_parameters parameters = test_parameters(bytes, 1024, features);
	struct file *file;

	snprintf(test_context, sizeof(test_context), "scattered, features %x", features);
	parameters.log_blocks = 17;
	disk_make(&disk, bytes);
	disk_format(&disk, &parameters);
	layout_get();
	blocks_mark(true);
	test_mount(&disk);
	CHECK_EQUAL(free_blocks(), GROUPS);
	file = open_file("/file", O_RDWR | O_CREAT);
	CHECK_EQUAL(write_bytes(file, buffer, 16 * 1024), 16 * 1024);
	CHECK_EQUAL(file_sync(file), 0);
	CHECK_EQUAL(file_truncate(file, 0), 0);
	CHECK_EQUAL(file_sync(file), 0);
	CHECK_EQUAL(write_bytes(file, buffer, 8 * 1024), 8 * 1024);
	file_put(file);
	CHECK_EQUAL(path_mkdir(root, "/directory"), 0);
	test_unmount();
	blocks_mark(false);
	disk_check(&disk);
	disk_free(&disk);
}

/* An operation that keeps to no share at all: the log fails, and what is behind it stays. */
static void overlong_operation(void)
{
	struct image_parameters parameters = test_parameters(1 << 20, 1024, TEST_FEATURES);
	struct buffer *changed;
	unsigned char *behind, before[1024];

	snprintf(test_context, sizeof(test_context), "overlong");
	parameters.log_blocks = 17;
	disk_make(&disk, 1 << 20);
	disk_format(&disk, &parameters);
	layout_get();
	behind = disk.data + (size_t)layout.inode_start * 1024;
	memcpy(before, behind, sizeof(before));
	test_mount(&disk);
	CHECK_EQUAL(journal_begin(false), 0);
	for (uint32_t i = 0; i < 17; i++) {
		CHECK_EQUAL(cache_read(layout.size - 1 - i, &changed), 0);
		journal_modify(changed);
		memset(changed->data, 1, 1024);
		cache_put(changed);
	}
	journal_end();
	CHECK_EQUAL(fs_sync(), -EIO);
	CHECK_EQUAL(path_mkdir(root, "/directory"), -EROFS);
	test_unmount();
	CHECK(memcmp(before, behind, sizeof(before)) == 0);
	disk_check(&disk);
	disk_free(&disk);
}

/*
 * An image whose bitmap says that the indirect blocks of a file are free: they leave the
 * transaction nevertheless when the file goes.
 */
static void unmarked_indirect_blocks(void)
{
	struct image_parameters parameters = test_parameters(4 << 20, 1024, TEST_FEATURES);
	struct file *file;

	snprintf(test_context, sizeof(test_context), "unmarked");
	disk_make(&disk, 4 << 20);
	disk_format(&disk, &parameters);
	layout_get();
	test_mount(&disk);
	file = open_file("/sparse", O_RDWR | O_CREAT);
	for (loff_t i = 0; i < 60; i++) {
		file_seek(file, i << 18, SEEK_SET);
		CHECK_EQUAL(write_bytes(file, "x", 1), 1);
	}
	file_put(file);
	test_unmount();
	for (uint32_t block = disk_data_start(&layout) + 1; block < layout.size; block++)
		block_mark(block, false);
	test_mount(&disk);
	CHECK_EQUAL(path_unlink(root, "/sparse"), 0);
	CHECK_EQUAL(fs_sync(), 0);
	CHECK_EQUAL(path_mkdir(root, "/directory"), 0);
	test_unmount();
	disk_check(&disk);
	disk_free(&disk);
}

int main(void)
{
	host_quiet = true;
	host_start();
	host_block_size = 1024;
	scattered_blocks(0);
	scattered_blocks(TEST_FEATURES);
	unmarked_indirect_blocks();
	overlong_operation();
	printf("scattered blocks, an overlong operation, unmarked indirect blocks\n");
	return 0;
}
