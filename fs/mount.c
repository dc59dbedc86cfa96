/*
 * The file system as a whole. From the bottom up:
 *
 *	cache.c cache_io.c            blocks in memory, and their way from and to the disk
 *	journal.c commit.c log.c      operations, transactions, recovery (twin: nojournal.c)
 *	alloc.c alloc_inode.c         free blocks and inodes
 *	inode.c inode_disk.c          inodes in memory and on the disk
 *	map.c truncate.c data.c       blocks of a file (twin: map_classic.c), and its contents
 *	directory.c entries_*.c       names in a directory
 *	path.c tree.c rename.c        names in the tree
 *	file*.c pipe.c                what descriptors lead to
 *
 * One disk is mounted, at start-up, as the root. The lock order stands in <fs/fs.h>.
 */
#include <fs/fs.h>

#include "mapped.h"
#include "names.h"
#include "volume.h"

#include <abi/errno.h>
#include <kernel/blkdev.h>
#include <kernel/log.h>

struct volume volume;

int fs_init(void)
{
	cache_init();
	inode_cache_init();
	return 0;
}

static const struct {
	uint32_t bit;
	bool built;
	const char *option;
} features[] = {
	{ DISK_FEATURE_LARGE_FILES, IS_ENABLED(CONFIG_FS_LARGE_FILES), "LARGE_FILES" },
	{ DISK_FEATURE_SYMLINKS, IS_ENABLED(CONFIG_FS_SYMLINKS), "SYMLINKS" },
	{ DISK_FEATURE_LONG_NAMES, IS_ENABLED(CONFIG_FS_LONG_NAMES), "LONG_NAMES" },
	{ DISK_FEATURE_TIMES, IS_ENABLED(CONFIG_FS_TIMES), "TIMES" },
};

/* Can this kernel use the image? Says why not. */
static int features_check(const struct disk_layout *layout)
{
	int error = 0;

	for (uint32_t i = 0; i < ARRAY_SIZE(features); i++) {
		if ((layout->features & features[i].bit) && !features[i].built) {
			kprintf("fs: the image needs CONFIG_FS_%s\n", features[i].option);
			error = -EINVAL;
		}
	}
	if (layout->features & ~DISK_FEATURES_KNOWN) {
		kprintf("fs: the image has unknown features (%x)\n",
			layout->features & ~DISK_FEATURES_KNOWN);
		error = -EINVAL;
	}
	if (layout->block_shift != BLOCK_SHIFT) {
		kprintf("fs: the image needs CONFIG_FS_BLOCK_SIZE_%u\n", 1u << layout->block_shift);
		error = -EINVAL;
	}
	return error;
}

/* Read the superblock, before anything is known of blocks. */
static int layout_read(struct disk_layout *layout)
{
	void *memory = block_memory_alloc();
	const char *problem;
	int error;

	if (memory == NULL)
		return -ENOMEM;
	error = cache_transfer(false, DISK_SUPER_OFFSET / 512, memory, DISK_SECTOR);
	problem = error ? "can not be read" : disk_layout_decode(layout, memory);
	block_memory_free(memory);
	if (problem == NULL && (uint64_t)layout->size * (disk_block_size(layout) / 512) >
			       volume.device->sector_count)
		problem = "longer than the device";
	if (problem != NULL) {
		kprintf("fs: %s: %s\n", volume.device->name, problem);
		return error ? error : -EINVAL;
	}
	return features_check(layout);
}

static int volume_start(void)
{
	struct disk_layout *layout = &volume.layout;
	int count, error = cache_read(DISK_SUPER_OFFSET >> BLOCK_SHIFT, &volume.super);

	if (error)
		return error;
	volume.classic = disk_is_classic(layout);
	alloc_inode_start();
	error = alloc_start();
	if (error == 0)
		error = journal_start();
	if (error == 0)
		error = inode_open(DISK_ROOT_INODE, &volume.root);
	if (error)
		return error;
	count = volume.read_only ? 0 : inode_orphans_free();
	if (count > 0)
		kprintf("fs: %d unlinked files freed\n", count);
	return count < 0 ? count : 0;
}

int fs_mount_root(struct blkdev *device)
{
	int error, replayed;

	volume = (struct volume){ .device = device, .read_only = device->read_only };
	cache_attach(device);
	name_cache_clear();
	error = cache_reserve();
	if (error == 0)
		error = layout_read(&volume.layout);
	if (error)
		return error;
	replayed = log_recover(&volume.layout);
	if (replayed < 0)
		return replayed;
	if (replayed > 0)
		kprintf("fs: %d blocks replayed from the log\n", replayed);
	error = volume_start();
	if (error == 0)
		kprintf("fs: %s: %u blocks of %u bytes, %u free\n", device->name,
			volume.layout.size, BLOCK_SIZE, alloc_count_free());
	return error;
}

struct inode *fs_root(void)
{
	return volume.root != NULL ? inode_get(volume.root) : NULL;
}

int fs_sync(void)
{
	int stored = mapped_store_all();
	int error = volume.root != NULL ? journal_sync() : 0;

	return stored ? stored : error;
}

void fs_shutdown(void)
{
	if (volume.root == NULL)
		return;
	mapped_store_all();
	journal_stop();
	volume.read_only = true;
}

void fs_count_quickly(struct fs_counters *counters)
{
	struct cache_counters cached;

	*counters = (struct fs_counters){ .block_size = BLOCK_SIZE };
	if (volume.root == NULL)
		return;
	cache_count(&cached);
	counters->blocks = volume.layout.data_blocks;
	counters->blocks_free = alloc_count_free();
	counters->inodes = volume.layout.inode_count - 1;
	counters->name_max = volume_name_max();
	counters->buffer_pages = cached.pages;
	counters->buffers_dirty = cached.dirty;
	counters->cache_hits = cached.hits;
	counters->cache_misses = cached.misses;
	counters->commits = journal_count();
}

void fs_count(struct fs_counters *counters)
{
	fs_count_quickly(counters);
	if (volume.root != NULL)
		counters->inodes_free = alloc_count_free_inodes();
}
