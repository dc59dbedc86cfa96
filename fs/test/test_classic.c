/*
 * The classic format, byte by byte: an image is put together here from the description of xv6's
 * layout, not by our own tools, and mounted; and what our tools write into one is read back by
 * hand.
 */
#include "support.h"

#define BLOCK 1024
#define BLOCKS 1000
#define INODES 200
#define LOG_BLOCKS 30
#define LOG_START 2
#define INODE_START (LOG_START + LOG_BLOCKS)
#define INODE_BLOCKS (INODES / 16 + 1)
#define BITMAP_START (INODE_START + INODE_BLOCKS)
#define DATA_START (BITMAP_START + 1)

static struct test_disk disk;

static void put16(size_t at, unsigned int value)
{
	disk.data[at] = (unsigned char)value;
	disk.data[at + 1] = (unsigned char)(value >> 8);
}

static void put32(size_t at, unsigned int value)
{
	put16(at, value);
	put16(at + 2, value >> 16);
}

static unsigned int get16(size_t at)
{
	return disk.data[at] | (unsigned int)disk.data[at + 1] << 8;
}

static unsigned int get32(size_t at)
{
	return get16(at) | get16(at + 2) << 16;
}

static void put_entry(unsigned int block, unsigned int slot, unsigned int inode, const char *name)
{
	size_t at = (size_t)block * BLOCK + slot * 16;

	put16(at, inode);
	memcpy(disk.data + at + 2, name, strlen(name));
}

static size_t inode_at(unsigned int number)
{
	return (size_t)INODE_START * BLOCK + number * 64;
}

/* type, links, size, and the block numbers from `first` on */
static void put_inode(unsigned int number, unsigned int type, unsigned int links, unsigned int size,
		      unsigned int first, unsigned int count)
{
	size_t at = inode_at(number);

	put16(at, type);
	put16(at + 6, links);
	put32(at + 8, size);
	for (unsigned int i = 0; i < count; i++)
		put32(at + 12 + 4 * i, first + i);
}

/* Root with console (1,0), README of 13 blocks (one of them indirect), and a folder `dir`. */
static void make_image(void)
{
	const unsigned int super[] = { 0x10203040, BLOCKS, BLOCKS - DATA_START, INODES, LOG_BLOCKS,
				       LOG_START, INODE_START, BITMAP_START };
	unsigned int readme = DATA_START + 1, used;

	disk_make(&disk, BLOCKS * BLOCK);
	for (unsigned int i = 0; i < 8; i++)
		put32(BLOCK + 4 * i, super[i]);
	put_inode(1, 1, 2, 64 + 16, DATA_START, 1);
	put_entry(DATA_START, 0, 1, ".");
	put_entry(DATA_START, 1, 1, "..");
	put_entry(DATA_START, 2, 2, "README");
	put_entry(DATA_START, 3, 3, "console");
	put_entry(DATA_START, 4, 4, "fourteen_bytes");
	put_inode(2, 2, 1, 13 * BLOCK - 5, readme, 12);
	put32(inode_at(2) + 12 + 48, readme + 12);
	put32((size_t)(readme + 12) * BLOCK, readme + 13);
	for (unsigned int i = 0; i < 12; i++)
		memset(disk.data + (size_t)(readme + i) * BLOCK, (int)('a' + i), BLOCK);
	memset(disk.data + (size_t)(readme + 13) * BLOCK, 'm', BLOCK);
	put_inode(3, 3, 1, 0, 0, 0);
	put16(inode_at(3) + 2, 1);
	used = readme + 14;
	put_inode(4, 1, 1, 32, used, 1);
	put_entry(used, 0, 4, ".");
	put_entry(used, 1, 1, "..");
	/* An orphan, as xv6 leaves it when it is switched off. */
	put_inode(5, 2, 0, 10, used + 1, 1);
	used += 2;
	for (unsigned int block = 0; block < used; block++)
		disk.data[BITMAP_START * BLOCK + block / 8] |= (unsigned char)(1 << block % 8);
}

static void test_reading(void)
{
	static char bytes[20 * BLOCK];
	struct inode *inode;

	test_mount(&disk);
	CHECK_EQUAL(read_path("/README", bytes, sizeof(bytes)), 13 * BLOCK - 5);
	for (unsigned int i = 0; i < 13 * BLOCK - 5; i++)
		CHECK_EQUAL(bytes[i], i / BLOCK < 12 ? 'a' + i / BLOCK : 'm');
	CHECK_EQUAL(try_open("/console", O_RDWR), -ENXIO);
	CHECK_EQUAL(path_lookup(root, "/console", 0, &inode), 0);
	CHECK_EQUAL(inode->device, 1 << 16);
	inode_put(inode);
	CHECK_EQUAL(path_lookup(root, "/fourteen_bytes/..", PATH_DIRECTORY, &inode), 0);
	CHECK(inode == root);
	inode_put(inode);
	CHECK_EQUAL(try_open("/fourteen_bytes_more", O_RDONLY), -ENAMETOOLONG);
	test_unmount();
	disk_check(&disk);
	CHECK_EQUAL(get16(inode_at(5)), 0);
}

static void test_writing(void)
{
	static char bytes[14 * BLOCK];
	size_t at;

	test_mount(&disk);
	memset(bytes, 'w', sizeof(bytes));
	write_path("/new", bytes, sizeof(bytes));
	CHECK_EQUAL(path_mkdir(root, "/made"), 0);
	CHECK_EQUAL(path_link(root, "/new", root, "/made/again", false), 0);
	CHECK_EQUAL(path_mknod(root, "/node", S_IFCHR, 5 << 16 | 1), 0);
	test_unmount();
	disk_check(&disk);
	/*
	 * Nothing where the classic superblock ends; inode 5 is `new`, with 12 blocks and 2 more.
	 */
	for (size_t i = 32; i < 64; i++)
		CHECK_EQUAL(disk.data[BLOCK + i], 0);
	CHECK_EQUAL(get32((size_t)LOG_START * BLOCK), 0);
	at = (size_t)DATA_START * BLOCK;
	CHECK_EQUAL(get16(at + 5 * 16), 5);
	CHECK(memcmp(disk.data + at + 5 * 16 + 2, "new\0\0\0\0\0\0\0\0\0\0\0", 14) == 0);
	CHECK_EQUAL(get16(inode_at(5)), 2);
	CHECK_EQUAL(get16(inode_at(5) + 6), 2);
	CHECK_EQUAL(get32(inode_at(5) + 8), sizeof(bytes));
	at = (size_t)get32(inode_at(5) + 12 + 48) * BLOCK;
	CHECK(get32(at) != 0 && get32(at + 4) != 0 && get32(at + 8) == 0);
	CHECK_EQUAL(disk.data[(size_t)get32(at + 4) * BLOCK + BLOCK - 1], 'w');
	/* A folder: two entries, one link; its parent has one more. */
	CHECK_EQUAL(get16(inode_at(6)), 1);
	CHECK_EQUAL(get16(inode_at(6) + 6), 1);
	CHECK_EQUAL(get32(inode_at(6) + 8), 48);
	CHECK_EQUAL(get16(inode_at(1) + 6), 3);
	CHECK_EQUAL(get16(inode_at(7) + 2), 5);
	CHECK_EQUAL(get16(inode_at(7) + 4), 1);
}

/* A transaction that xv6 had committed but not installed. */
static void test_replay(void)
{
	size_t at = (size_t)LOG_START * BLOCK;
	unsigned int block = get32(inode_at(2) + 12);

	put32(at, 1);
	put32(at + 4, block);
	memset(disk.data + at + BLOCK, 'R', BLOCK);
	test_mount(&disk);
	CHECK_EQUAL(disk.data[(size_t)block * BLOCK + 7], 'R');
	CHECK_EQUAL(get32(at), 0);
	test_unmount();
	disk_check(&disk);
}

/* Images that are none, or not ours: refused, and nothing breaks. */
static void test_damaged(void)
{
	unsigned char *good = malloc(BLOCKS * BLOCK);
	uint32_t seed = 99;

	memcpy(good, disk.data, BLOCKS * BLOCK);
	for (int round = 0; round < 400; round++) {
		char bytes[2000];

		memcpy(disk.data, good, BLOCKS * BLOCK);
		snprintf(test_context, sizeof(test_context), "damage %d", round);
		for (int i = 0; i < 1 + round / 20; i++) {
			size_t at = test_random(&seed) % 3 ? INODE_START * BLOCK : BLOCK;

			at += test_random(&seed) % (at == BLOCK ? 64 : 448);
			disk.data[at] = (unsigned char)test_random(&seed);
			disk.data[(size_t)DATA_START * BLOCK + test_random(&seed) % 200] =
				(unsigned char)test_random(&seed);
		}
		(void)disk_problems(&disk, false);
		if (test_mount_try(&disk) == 0) {
			root = fs_root();
			read_path("/README", bytes, sizeof(bytes));
			try_open("/made/again", O_RDWR | O_TRUNC);
			try_open("/made/other", O_RDWR | O_CREAT);
			path_unlink(root, "/new");
			path_unlink(root, "/README");
			path_rmdir(root, "/fourteen_bytes");
			path_rename(root, "/made", root, "/node", 0);
			path_rename(root, "/made", root, "/moved", 0);
			test_unmount();
		} else {
			root = NULL;
			fs_unmount();
		}
	}
	free(good);
}

int main(void)
{
	host_start();
	host_quiet = true;
	host_block_size = 1024;
	make_image();
	/* xv6's mkfs gives its root one link, and so does a folder per `..` in it. */
	test_reading();
	test_writing();
	test_replay();
	test_damaged();
	disk_free(&disk);
	printf("classic image read, written, replayed, damaged 400 times\n");
	return 0;
}
