/* Copying a folder of the host into the image. */
#include "mkfs.h"

#include <abi/errno.h>
#include <fs/file.h>
#include <fs/path.h>
#include <kernel/chardev.h>
#include <mm/uio.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Numbers of Linux's generic ABI, where the host's differ. */
#define ABI_O_CREAT 00000100
#define ABI_O_TRUNC 00001000

static void times_set(struct inode *root, const char *path, const struct stat *status)
{
	uint64_t modified = (uint64_t)status->st_mtim.tv_sec * 1000000000 +
			    (uint64_t)status->st_mtim.tv_nsec;
	struct inode *inode;

	modified = MIN(modified, latest_ns);
	check(path_lookup(root, path, 0, &inode), path);
	check(inode_set_times(inode, modified, modified), path);
	inode_put(inode);
}

static void contents_copy(int from, struct file *to, const char *path)
{
	static char buffer[1 << 20];
	struct uio uio;
	ssize_t length;

	while ((length = read(from, buffer, sizeof(buffer))) > 0) {
		uio = UIO_KERNEL(buffer, (size_t)length);
		while (uio_left(&uio) > 0)
			check((int)file_write(to, &uio), path);
	}
	if (length < 0)
		fail("%s: can not be read", path);
}

static void file_copy(struct inode *root, const char *host_path, const char *path)
{
	int from = open(host_path, O_RDONLY);
	struct file *to;

	if (from < 0)
		fail("%s: can not be opened", host_path);
	check(file_open(root, path, O_WRONLY | ABI_O_CREAT | ABI_O_TRUNC, 0, &to), path);
	contents_copy(from, to, path);
	file_put(to);
	close(from);
}

static void symlink_copy(struct inode *root, const char *host_path, const char *path)
{
	char target[4096];
	ssize_t length = readlink(host_path, target, sizeof(target) - 1);

	if (length < 0)
		fail("%s: can not be read", host_path);
	target[length] = '\0';
	make_link(root, target, path);
}

static void entry_copy(struct inode *root, const char *host_path, const char *path);

static void folder_copy(struct inode *root, const char *host_path, const char *path)
{
	struct dirent **entries;
	char *below, *host_below;
	int count = scandir(host_path, &entries, NULL, alphasort);

	if (count < 0)
		fail("%s: can not be read", host_path);
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
			if (asprintf(&below, "%s/%s", path, name) < 0 ||
			    asprintf(&host_below, "%s/%s", host_path, name) < 0)
				fail("no memory");
			entry_copy(root, host_below, below);
			free(below);
			free(host_below);
		}
		free(entries[i]);
	}
	free(entries);
}

static void entry_copy(struct inode *root, const char *host_path, const char *path)
{
	struct stat status;

	if (lstat(host_path, &status) < 0)
		fail("%s: can not be read", host_path);
	if (S_ISDIR(status.st_mode)) {
		make_folder(root, path);
		folder_copy(root, host_path, path);
	} else if (S_ISLNK(status.st_mode)) {
		symlink_copy(root, host_path, path);
		return;
	} else if (S_ISREG(status.st_mode)) {
		file_copy(root, host_path, path);
	} else {
		return;
	}
	times_set(root, path, &status);
}

void populate(struct inode *root, const char *folder)
{
	folder_copy(root, folder, "");
}

void make_folder(struct inode *root, const char *path)
{
	int error = path_mkdir(root, path);

	check(error == -EEXIST ? 0 : error, path);
}

void make_node(struct inode *root, const char *path, uint32_t device)
{
	int error = path_mknod(root, path, S_IFCHR, device);

	check(error == -EEXIST ? 0 : error, path);
}

void make_link(struct inode *root, const char *target, const char *path)
{
	int error = path_symlink(target, root, path);

	if (error == -EEXIST) {
		check(path_unlink(root, path), path);
		error = path_symlink(target, root, path);
	}
	check(error, path);
}
