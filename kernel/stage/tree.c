/*
 * Stage 6: the root file system is mounted and listed, paths are followed, a device is opened by
 * its number, and a file counts the starts.
 *
 * The image may be anybody's: what is not there is reported, and the show goes on.
 */
#include "show.h"

#include <abi/dirent.h>
#include <abi/fcntl.h>
#include <abi/stat.h>
#include <fs/file.h>
#include <fs/fs.h>
#include <fs/inode.h>
#include <fs/path.h>
#include <kernel/chardev.h>
#include <kernel/log.h>
#include <lib/format.h>
#include <lib/string.h>
#include <mm/uio.h>

#define STARTS_PATH "/starts"

static struct inode *root;

static const char *type_name(uint32_t mode)
{
	if (S_ISDIR(mode))
		return "directory";
	return S_ISCHR(mode) ? "device" : "file";
}

/* What a name of a directory leads to: classic directories know only its inode. */
static void print_name(struct inode *directory, const char *path, const char *name)
{
	struct inode *inode;
	struct abi_stat stat;
	int error = path_lookup(directory, name, 0, &inode);

	if (error) {
		kprintf("list: %s: %s: error %d\n", path, name, -error);
		return;
	}
	inode_stat(inode, &stat);
	kprintf("list: %s: %s, inode %u, %u bytes, %u links: %s\n", path, type_name(stat.st_mode),
		(unsigned int)stat.st_ino, (unsigned int)stat.st_size, stat.st_nlink, name);
	inode_put(inode);
}

static void print_names(struct file *directory, const char *path, const char *bytes, size_t size)
{
	for (size_t at = 0; at < size;) {
		const struct abi_dirent64 *entry = (const void *)(bytes + at);

		print_name(directory->inode, path, entry->d_name);
		at += entry->d_reclen;
	}
}

static void list(const char *path)
{
	static uint64_t buffer[64]; /* aligned as the entries are */
	struct file *file;
	ssize_t size = file_open(root, path, O_RDONLY | O_DIRECTORY, 0, &file);

	if (size < 0) {
		kprintf("list: %s: error %d\n", path, (int)-size);
		return;
	}
	do {
		struct uio uio = UIO_KERNEL(buffer, sizeof(buffer));

		size = file_getdents(file, &uio);
		if (size > 0)
			print_names(file, path, (const char *)buffer, (size_t)size);
	} while (size > 0);
	file_put(file);
}

static void follow(const char *path)
{
	struct inode *inode;
	struct abi_stat stat;
	int error = path_lookup(root, path, 0, &inode);

	if (error) {
		kprintf("path: %s: error %d\n", path, -error);
		return;
	}
	inode_stat(inode, &stat);
	kprintf("path: %s leads to inode %u, %u bytes, %u links\n", path,
		(unsigned int)stat.st_ino, (unsigned int)stat.st_size, stat.st_nlink);
	inode_put(inode);
}

/* A file's first bytes go to the console, which is opened without a name. */
static void copy_to_console(const char *path)
{
	static char text[100];
	struct file *file, *console;
	struct uio in = UIO_KERNEL(text, sizeof(text)), out;
	ssize_t got = file_open(root, path, O_RDONLY, 0, &file), written;

	if (got == 0) {
		got = file_read(file, &in);
		file_put(file);
	}
	written = file_open_chardev(DEV_CONSOLE, O_WRONLY, &console);
	if (got > 0 && written == 0) {
		out = UIO_KERNEL(text, (size_t)got);
		written = file_write(console, &out);
		file_put(console);
	}
	kprintf("device: %d bytes of %s read, %d written to device 5:1\n", (int)got, path,
		(int)written);
}

static unsigned int number_in(const char *text)
{
	unsigned int number = 0;

	while (*text >= '0' && *text <= '9')
		number = number * 10 + (unsigned int)(*text++ - '0');
	return number;
}

/* The number in the file, one more each time. Returns it, or an error. */
static int count_starts(void)
{
	char text[16] = "";
	struct uio in = UIO_KERNEL(text, sizeof(text) - 1), out;
	unsigned int starts;
	struct file *file;
	int error = file_open(root, STARTS_PATH, O_RDWR | O_CREAT, 0, &file);
	ssize_t moved;

	if (error)
		return error;
	file_pread(file, &in, 0);
	starts = number_in(text) + 1;
	out = UIO_KERNEL(text, (size_t)format_string(text, sizeof(text), "%u\n", starts));
	moved = file_pwrite(file, &out, 0);
	file_put(file);
	return moved < 0 ? (int)moved : (int)starts;
}

static void show_starts(void)
{
	struct fs_counters before, after;
	int starts, error;

	fs_count(&before);
	starts = count_starts();
	error = fs_sync();
	fs_count(&after);
	if (starts < 0 || error) {
		kprintf("starts: error %d\n", starts < 0 ? -starts : -error);
		return;
	}
	kprintf("starts: %s says %d; ", STARTS_PATH, starts);
	kprintf("%d blocks and %d inodes taken, %lu transactions written\n",
		(int)(before.blocks_free - after.blocks_free),
		(int)(before.inodes_free - after.inodes_free),
		(unsigned long)(after.commits - before.commits));
}

static void show(void *unused)
{
	show_mount();
	root = fs_root();
	boot_summary();
	list("/");
	list("/dev");
	follow("/etc/motd");
	follow("etc/../dev/../etc/./motd");
	follow("/etc/none");
	follow("/etc/motd/none");
	copy_to_console("/etc/motd");
	show_starts();
	fs_shutdown();
	show_end();
}

void show_start(void)
{
	show_in_thread(show);
}
