/*
 * Pseudo file systems: trees that the kernel makes up, mounted over a directory of the disk.
 *
 * A file is written anew into a page whenever somebody reads from it, and the part asked for is
 * copied out. What is longer than a page has a `read` of its own.
 */
#include "pseudo.h"
#include "volume.h"

#include <abi/errno.h>
#include <abi/stat.h>
#include <fs/fs.h>
#include <fs/path.h>
#include <mm/page.h>
#include <mm/uio.h>

ssize_t pseudo_read(struct inode *inode, struct uio *uio, uint64_t offset)
{
	char *page = page_alloc();
	ssize_t length;

	if (page == NULL)
		return -ENOMEM;
	length = inode->ops->show(inode, page, PAGE_SIZE);
	if (length >= 0)
		length = uio_write_part(uio, page, (size_t)length, offset);
	page_free(page);
	return length;
}

int fs_mount_pseudo(const char *path, struct inode *root)
{
	struct inode *covered;
	int error = path_lookup(volume.root, path, PATH_DIRECTORY, &covered);

	if (error == 0 && (covered->pseudo || covered == volume.root)) {
		inode_put(covered);
		error = -EBUSY;
	}
	if (error) {
		inode_put(root);
		return error;
	}
	/* The directory's reference goes to the root for good: mounts are never undone. */
	root->parent = covered;
	covered->covered_by = root;
	return 0;
}
