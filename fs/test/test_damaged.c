/*
 * Directories that are damaged: sizes that none can have, names that lead up or round, `..` that
 * leads elsewhere. Calls that come upon it give EIO, nothing breaks, and no thread waits for
 * itself or goes round for ever. What is beside the damage stays usable.
 */
#include "support.h"

static struct test_disk disk;
static struct disk_layout layout;

static void image_make(uint32_t size, uint32_t features)
{
	struct image_parameters parameters = test_parameters(1 << 20, size, features);

	disk_make(&disk, parameters.bytes);
	disk_format(&disk, &parameters);
	CHECK(disk_layout_decode(&layout, (void *)(disk.data + DISK_SUPER_OFFSET)) == NULL);
	test_mount(&disk);
}

static uint32_t number_of(const char *path)
{
	struct inode *inode;
	uint32_t number;

	CHECK_EQUAL(path_lookup(root, path, PATH_NOFOLLOW, &inode), 0);
	number = inode->number;
	inode_put(inode);
	return number;
}

static struct disk_inode *inode_at(uint32_t number)
{
	return (void *)(disk.data + (size_t)disk_inode_block(&layout, number) * host_block_size +
			disk_inode_offset(&layout, number));
}

/* Let the name in the first block of a directory lead to another inode; unmounted. */
static void entry_set(uint32_t directory, const char *name, uint32_t number)
{
	uint32_t block = le32_get(inode_at(directory)->addresses[0]);
	unsigned char *entries = disk.data + (size_t)block * host_block_size;
	bool is_long = disk_has(&layout, DISK_FEATURE_LONG_NAMES);
	size_t length = strlen(name), before = is_long ? sizeof(struct disk_long_entry) : 2;
	size_t step = is_long ? 4 : sizeof(struct disk_entry);

	for (size_t at = 0; at + before + length < host_block_size; at += step) {
		if (memcmp(entries + at + before, name, length + 1) != 0 ||
		    (is_long && entries[at + 6] != length))
			continue;
		if (is_long)
			le32_set((void *)(entries + at), number);
		else
			le16_set((void *)(entries + at), (uint16_t)number);
		return;
	}
	CHECK(!"the name is there");
}

/* What is done through a name that is to be refused, to itself and to what would lie below it. */
static void expect_refused(const char *name)
{
	char below[64];

	snprintf(below, sizeof(below), "%s/below", name);
	CHECK_EQUAL(try_open(name, O_RDONLY), -EIO);
	CHECK_EQUAL(try_open(below, O_RDONLY), -EIO);
	CHECK_EQUAL(try_open(below, O_RDWR | O_CREAT), -EIO);
	CHECK_EQUAL(path_mkdir(root, below), -EIO);
	CHECK_EQUAL(path_link(root, "/e/file", root, below, false), -EIO);
	CHECK_EQUAL(path_unlink(root, name), -EIO);
	CHECK_EQUAL(path_rmdir(root, name), -EIO);
	CHECK_EQUAL(path_unlink(root, below), -EIO);
	CHECK_EQUAL(path_rename(root, name, root, "/e/new", 0), -EIO);
	CHECK_EQUAL(path_rename(root, "/e/file", root, name, 0), -EIO);
	CHECK_EQUAL(path_rename(root, "/e/moves", root, name, 0), -EIO);
	CHECK_EQUAL(path_rename(root, "/e/moves", root, below, 0), -EIO);
	CHECK_EQUAL(path_rename(root, "/a/b/moves", root, name, 0), -EIO);
	CHECK_EQUAL(path_rename(root, name, root, "/a/b/new", 0), -EIO);
}

/* What lies beside the damage can be used. */
static void expect_usable(void)
{
	CHECK_EQUAL(path_rename(root, "/e/moves", root, "/a/b/moved", 0), 0);
	CHECK_EQUAL(path_rename(root, "/a/b/moved", root, "/a/b/moves", 0), 0);
	CHECK_EQUAL(path_rename(root, "/a/b/moves", root, "/e/moves", 0), 0);
	CHECK_EQUAL(path_mkdir(root, "/a/b/moves"), 0);
	CHECK_EQUAL(path_rmdir(root, "/e/moves"), 0);
	CHECK_EQUAL(path_mkdir(root, "/e/moves"), 0);
	CHECK_EQUAL(try_open("/e/file", O_RDWR), 0);
}

/*
 * A tree in which `name` is to be damaged: /e/file, /e/moves, /a/b/moves, and an empty directory or
 * file `name`. Returns its number; the image is unmounted.
 */
static uint32_t tree_make(uint32_t size, uint32_t features, const char *name, bool directory)
{
	uint32_t number;

	image_make(size, features);
	CHECK_EQUAL(path_mkdir(root, "/e"), 0);
	CHECK_EQUAL(path_mkdir(root, "/e/moves"), 0);
	CHECK_EQUAL(path_mkdir(root, "/a"), 0);
	CHECK_EQUAL(path_mkdir(root, "/a/b"), 0);
	CHECK_EQUAL(path_mkdir(root, "/a/b/moves"), 0);
	write_path("/e/file", "file", 4);
	if (directory)
		CHECK_EQUAL(path_mkdir(root, name), 0);
	else
		write_path(name, "", 0);
	number = number_of(name);
	test_unmount();
	return number;
}

/* Mount the damaged image: the name is refused, the rest works. */
static void expect_contained(const char *name)
{
	test_mount(&disk);
	expect_refused(name);
	expect_usable();
	expect_refused("/a/b/moves/../../../e/../a/b/bad");
	test_unmount();
	disk_free(&disk);
}

/* A size that is no whole number of entries, or larger than a file can be. */
static void impossible_sizes(uint32_t size, uint32_t features)
{
	const uint32_t sizes[] = { size - 4, size + 8, 4, 0xfffffff0, 0xfffffffc };
	uint32_t number;

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		snprintf(test_context, sizeof(test_context), "%u %x directory of %u bytes", size,
			 features, sizes[i]);
		number = tree_make(size, features, "/a/b/bad", true);
		le32_set(&inode_at(number)->size, sizes[i]);
		expect_contained("/a/b/bad");
	}
}

/* A name in /a/b that leads to what it can not lead to. */
static void wrong_names(uint32_t size, uint32_t features)
{
	static const char *const targets[] = { "/a/b", "/a", "/", "/e/moves" };
	uint32_t number;

	for (size_t i = 0; i < ARRAY_SIZE(targets); i++) {
		snprintf(test_context, sizeof(test_context), "%u %x a name leads to %s", size,
			 features, targets[i]);
		tree_make(size, features, "/a/b/bad", false);
		test_mount(&disk);
		number = number_of("/a/b");
		entry_set(number, "bad", number_of(targets[i]));
		test_unmount();
		expect_contained("/a/b/bad");
	}
}

/* A directory whose `..` leads to itself, down, to another, to a file, nowhere. */
static void wrong_parents(uint32_t size, uint32_t features)
{
	static const char *const targets[] = { "/a/b/bad", "/a/b/bad/below", "/e", "/e/file" };
	uint32_t number, target;

	for (size_t i = 0; i <= ARRAY_SIZE(targets); i++) {
		snprintf(test_context, sizeof(test_context), "%u %x .. leads to %s", size,
			 features, i < ARRAY_SIZE(targets) ? targets[i] : "nowhere");
		number = tree_make(size, features, "/a/b/bad", true);
		test_mount(&disk);
		CHECK_EQUAL(path_mkdir(root, "/a/b/bad/below"), 0);
		target = i < ARRAY_SIZE(targets) ? number_of(targets[i]) : 0;
		test_unmount();
		entry_set(number, "..", target);
		expect_contained("/a/b/bad");
	}
}

static void test_block_size(uint32_t size)
{
	static const uint32_t features[] = { 0, TEST_FEATURES };

	host_start();
	for (size_t i = 0; i < ARRAY_SIZE(features); i++) {
		impossible_sizes(size, features[i]);
		wrong_names(size, features[i]);
		wrong_parents(size, features[i]);
	}
}

int main(void)
{
	host_quiet = true;
	test_each_block_size(test_block_size);
	printf("84 damaged directories\n");
	return 0;
}
