/*
 * Making an empty file system: superblock, bitmap, root directory. Everything else is zeroes.
 */
#include <fs/format.h>
#include <host/host.h>
#include <lib/compiler.h>

#include "../directory.h"

#include <stdlib.h>
#include <string.h>

#define DATA_BLOCKS_MIN 8

extern unsigned int host_block_size;

struct image {
	struct blkdev *device;
	struct disk_layout layout;
	void *block;
	int error;
};

static void block_write(struct image *image, uint32_t block)
{
	uint32_t size = disk_block_size(&image->layout);
	struct blk_request request = {
		.op = BLK_WRITE,
		.segment_count = 1,
		.sector = (uint64_t)block * (size / BLK_SECTOR_SIZE),
		.segments = { { image->block, size } },
	};

	if (image->error == 0)
		image->error = blkdev_transfer(image->device, &request);
}

static uint32_t default_inodes(const struct image_parameters *parameters)
{
	uint64_t count = parameters->bytes / 32768;
	uint64_t most = parameters->features & DISK_FEATURE_LONG_NAMES ? 1u << 20 : 65535;

	return (uint32_t)MAX(MIN(count, most), (uint64_t)200);
}

/* Returns NULL, or what is wrong with the parameters. */
static const char *layout_make(struct disk_layout *layout,
			       const struct image_parameters *parameters)
{
	uint64_t blocks, next;

	layout->features = parameters->features;
	layout->block_shift = (uint32_t)__builtin_ctz(parameters->block_size);
	layout->inode_shift = disk_has(layout, DISK_FEATURE_TIMES) ? 7 : 6;
	blocks = parameters->bytes >> layout->block_shift;
	if (blocks > UINT32_MAX)
		return "too large";
	layout->size = (uint32_t)blocks;
	layout->inode_count = parameters->inodes ? parameters->inodes : default_inodes(parameters);
	layout->log_blocks = parameters->log_blocks;
	layout->log_start = (DISK_SUPER_OFFSET >> layout->block_shift) + 1;
	next = (uint64_t)layout->log_start + layout->log_blocks;
	layout->inode_start = (uint32_t)next;
	next += (layout->inode_count - 1) / disk_inodes_per_block(layout) + 1;
	layout->bitmap_start = (uint32_t)next;
	next += disk_bitmap_blocks(layout);
	if (next + DATA_BLOCKS_MIN > blocks)
		return "too small";
	layout->data_blocks = (uint32_t)(blocks - next);
	if (!disk_has(layout, DISK_FEATURE_LONG_NAMES) && layout->inode_count > 65536)
		return "more inodes than short names can have";
	return NULL;
}

static void super_write(struct image *image)
{
	const struct disk_layout *layout = &image->layout;
	uint32_t offset = DISK_SUPER_OFFSET & (disk_block_size(layout) - 1);
	struct disk_super *super = (void *)((char *)image->block + offset);

	memset(image->block, 0, disk_block_size(layout));
	le32_set(&super->magic, DISK_MAGIC);
	le32_set(&super->size, layout->size);
	le32_set(&super->data_blocks, layout->data_blocks);
	le32_set(&super->inode_count, layout->inode_count);
	le32_set(&super->log_blocks, layout->log_blocks);
	le32_set(&super->log_start, layout->log_start);
	le32_set(&super->inode_start, layout->inode_start);
	le32_set(&super->bitmap_start, layout->bitmap_start);
	le32_set(&super->features, layout->features);
	if (layout->block_shift != 10)
		le32_set(&super->block_shift, layout->block_shift);
	if (layout->inode_shift != 6)
		le32_set(&super->inode_size, 1u << layout->inode_shift);
	block_write(image, DISK_SUPER_OFFSET >> layout->block_shift);
}

/* Mark everything up to and with the root directory's block as used. */
static void bitmap_write(struct image *image)
{
	uint32_t used = disk_data_start(&image->layout) + 1;
	uint32_t bits = disk_bits_per_block(&image->layout);
	uint32_t block = image->layout.bitmap_start;

	for (uint32_t base = 0; base < used; base += bits) {
		uint32_t here = MIN(used - base, bits);
		unsigned char *map = image->block;

		memset(map, 0, disk_block_size(&image->layout));
		memset(map, 0xff, here / 8);
		if (here % 8 != 0)
			map[here / 8] = (unsigned char)((1u << here % 8) - 1);
		block_write(image, block++);
	}
}

static void root_write(struct image *image)
{
	const struct disk_layout *layout = &image->layout;
	const struct name dot = { ".", 1 }, dot_dot = { "..", 2 };
	uint32_t size = disk_block_size(layout), number = DISK_ROOT_INODE;
	struct disk_inode *inode;

	memset(image->block, 0, size);
	if (disk_has(layout, DISK_FEATURE_LONG_NAMES)) {
		entries_long_init(image->block, size);
		entries_long.put(image->block, 0, &dot, number, DISK_DIRECTORY);
		entries_long.put(image->block, 0, &dot_dot, number, DISK_DIRECTORY);
	} else {
		entries_classic.put(image->block, 0, &dot, number, DISK_DIRECTORY);
		entries_classic.put(image->block, 16, &dot_dot, number, DISK_DIRECTORY);
		size = 32;
	}
	block_write(image, disk_data_start(layout));

	memset(image->block, 0, disk_block_size(layout));
	inode = (void *)((char *)image->block + disk_inode_offset(layout, number));
	le16_set(&inode->type, DISK_DIRECTORY);
	le16_set(&inode->links, 1);
	le32_set(&inode->size, size);
	le32_set(&inode->addresses[0], disk_data_start(layout));
	block_write(image, disk_inode_block(layout, number));
}

const char *image_parameters_check(const struct image_parameters *parameters)
{
	struct disk_layout layout;

	return layout_make(&layout, parameters);
}

const char *image_format(struct blkdev *device, const struct image_parameters *parameters)
{
	struct image image = { .device = device };
	const char *wrong = layout_make(&image.layout, parameters);

	if (wrong != NULL)
		return wrong;
	host_block_size = parameters->block_size;
	image.block = aligned_alloc(4096, 4096);
	bitmap_write(&image);
	root_write(&image);
	super_write(&image);
	free(image.block);
	return image.error ? "write error" : NULL;
}
