/*
 * Mapped files. A private mapping reads a page from the file when it is first touched; what the
 * program writes stays its own. A shared one has the pages that fs/mapped.c keeps for the file.
 * Behind the end of the file there is nothing to see: SIGBUS.
 */
#include "file_pager.h"

#include "files.h"

#include <abi/errno.h>
#include <abi/stat.h>
#include <arch/mmu.h>
#include <fs/file.h>
#include <fs/inode.h>
#include <fs/mapped.h>
#include <kernel/chardev.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/page.h>

static uint64_t offset_of(const struct region *region, uaddr_t address)
{
	return region->offset + (address - region->origin);
}

static int fill_private(struct region *region, uaddr_t address, void *page)
{
	ssize_t got = inode_read_kernel(region->object, page, offset_of(region, address),
					PAGE_SIZE);

	if (got <= 0)
		return got == -ENOMEM ? -ENOMEM : -EIO;
	memset((char *)page + got, 0, PAGE_SIZE - (size_t)got);
	return 0;
}

static const struct pager private_pager = {
	.fill = fill_private,
	.get = file_object_get,
	.put = file_object_put,
};

/* The page stays at least as long as the region, which is one of the file's users. */
static int shared_page(struct region *region, uaddr_t address, void **page)
{
	int error = mapped_page(region->object, offset_of(region, address) >> PAGE_SHIFT, page);

	if (!error && !page_share(*page))
		error = -ENOMEM;
	return error;
}

static int shared_sync(struct region *region, uaddr_t start, uaddr_t end)
{
	return mapped_sync(region->object);
}

static void shared_get(void *inode)
{
	mapped_get(inode);
}

static void shared_put(void *inode)
{
	mapped_put(inode);
}

static const struct pager shared_pager = {
	.page = shared_page,
	.sync = shared_sync,
	.get = shared_get,
	.put = shared_put,
};

/* Of a file that is not open for writing. */
static const struct pager shared_reading_pager = {
	.page = shared_page,
	.get = shared_get,
	.put = shared_put,
	.denied = REGION_WRITE,
};

static bool is_zero_device(const struct file *file)
{
	return IS_ENABLED(CONFIG_CHARDEV_NODES) && file->inode && S_ISCHR(file->inode->mode) &&
	       file->chardev->number == DEV_ZERO;
}

static int map_zeroes(struct region *region, bool shared)
{
	region->kind = REGION_ANONYMOUS;
	return shared ? shared_region_create(region) : 0;
}

bool file_is_open(int fd)
{
	return fd_file(fd) != NULL;
}

int file_map(struct region *region, int fd, uint64_t offset, bool shared)
{
	struct file *file = fd_file(fd);

	if (!file)
		return -EBADF;
	if (!file_can_read(file) || (shared && region->rights & REGION_WRITE &&
				     !file_can_write(file)))
		return -EACCES;
	if (is_zero_device(file))
		return map_zeroes(region, shared);
	if (!file->inode || !S_ISREG(file->inode->mode) || !inode_is_disk(file->inode))
		return -ENODEV;
	if (shared && mapped_open(file->inode) < 0)
		return -ENOMEM;
	region->kind = REGION_FILE;
	region->pager = !shared ? &private_pager : file_can_write(file) ? &shared_pager :
									   &shared_reading_pager;
	region->object = shared ? file->inode : inode_get(file->inode);
	region->origin = region->start;
	region->offset = offset;
	region->length = region->end - region->start;
	return 0;
}
