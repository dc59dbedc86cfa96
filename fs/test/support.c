/* See support.h. */
#include "support.h"

#include "../volume.h"

#include <sys/wait.h>
#include <unistd.h>

char test_context[256];
struct inode *root;

void test_fail(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: %s [%s]\n", file, line, what, test_context);
	abort();
}

uint32_t test_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

struct image_parameters test_parameters(uint64_t bytes, uint32_t block_size, uint32_t features)
{
	return (struct image_parameters){ .bytes = bytes, .block_size = block_size,
					  .features = features, .inodes = 256, .log_blocks = 31 };
}

void disk_format(struct test_disk *disk, const struct image_parameters *parameters)
{
	const char *wrong = image_format(&disk->device, parameters);

	if (wrong != NULL)
		test_fail(__FILE__, __LINE__, wrong);
}

int test_mount_try(struct test_disk *disk)
{
	static bool initialised;

	if (!initialised)
		fs_init();
	initialised = true;
	return fs_mount_root(&disk->device);
}

void test_mount(struct test_disk *disk)
{
	CHECK_EQUAL(test_mount_try(disk), 0);
	root = fs_root();
}

void test_unmount(void)
{
	inode_put(root);
	root = NULL;
	fs_unmount();
}

static int image_read(void *context, uint64_t offset, void *data, uint32_t length)
{
	struct test_disk *disk = context;

	memcpy(data, disk->data + offset, length);
	return 0;
}

static void image_report(void *context, const char *line)
{
	fprintf(stderr, "fsck: %s\n", line);
}

int disk_look(struct test_disk *disk, bool loud, struct check *check)
{
	*check = (struct check){ .read = image_read, .report = loud ? image_report : NULL,
				 .context = disk,
				 .device_bytes = disk->device.sector_count * BLK_SECTOR_SIZE };
	return check_image(check);
}

uint32_t disk_problems(struct test_disk *disk, bool loud)
{
	struct check check;

	if (disk_look(disk, loud, &check) != 0)
		return 1;
	return check.problems + check.log_blocks + check.orphans;
}

void disk_check(struct test_disk *disk)
{
	CHECK_EQUAL(disk_problems(disk, true), 0);
}

struct file *open_file(const char *path, unsigned int flags)
{
	struct file *file = NULL;

	CHECK_EQUAL(file_open(root, path, flags, 0, &file), 0);
	return file;
}

int try_open(const char *path, unsigned int flags)
{
	struct file *file = NULL;
	int error = file_open(root, path, flags, 0, &file);

	if (error == 0)
		file_put(file);
	return error;
}

ssize_t write_bytes(struct file *file, const void *bytes, size_t length)
{
	struct uio uio = UIO_KERNEL(bytes, length);

	uio.user = true;
	return file_write(file, &uio);
}

ssize_t read_bytes(struct file *file, void *bytes, size_t length)
{
	struct uio uio = UIO_KERNEL(bytes, length);

	uio.user = uio.to_user = true;
	return file_read(file, &uio);
}

void write_path(const char *path, const void *bytes, size_t length)
{
	struct file *file = open_file(path, O_WRONLY | O_CREAT | O_TRUNC);

	CHECK_EQUAL(write_bytes(file, bytes, length), length);
	file_put(file);
}

ssize_t read_path(const char *path, void *bytes, size_t size)
{
	struct file *file;
	ssize_t length;

	if (file_open(root, path, O_RDONLY, 0, &file) != 0)
		return -1;
	length = read_bytes(file, bytes, size);
	file_put(file);
	return length;
}

bool exists(const char *path)
{
	struct inode *inode;

	if (path_lookup(root, path, PATH_NOFOLLOW, &inode) != 0)
		return false;
	inode_put(inode);
	return true;
}

uint32_t free_blocks(void)
{
	struct fs_counters counters;

	fs_count(&counters);
	return counters.blocks_free;
}

void test_each_block_size(void (*test)(uint32_t size))
{
	int status;

	for (uint32_t size = 1024; size <= 4096; size *= 2) {
		if (fork() == 0) {
			test(size);
			exit(0);
		}
		wait(&status);
		if (status != 0)
			exit(1);
	}
}
