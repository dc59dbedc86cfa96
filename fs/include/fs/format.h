/*
 * The format on the disk: the one description that kernel, mkfs, fsck and tests share.
 *
 *	| boot | superblock | log | inodes | bitmap | data ... |
 *
 * With no feature bit set and blocks of 1024 bytes this is the classic xv6 layout, byte for byte.
 * The superblock lies at byte 1024 whatever the size of a block. Block numbers count from the
 * start of the device; block number 0 in an inode means "no block" (a hole, which reads as zeroes).
 *
 * Features (each a bit of the superblock, all independent of each other):
 *   LARGE_FILES  an inode's 13 block numbers are 10 direct, one single, one double and one triple
 *                indirect; otherwise 12 direct and one single indirect
 *   SYMLINKS     inodes of type DISK_SYMLINK; the target is the contents of the file, at most one
 *                block of it, without a terminating zero byte
 *   LONG_NAMES   directories hold entries of variable length with 32-bit inode numbers and names
 *                up to 255 bytes; otherwise 16-byte entries with 14-byte names, and no more than
 *                65 535 inodes
 *   TIMES        inodes of 128 bytes, the second half holding times in nanoseconds since 1970
 *
 * This header holds no kernel type, no lock, no pointer and no CONFIG_ symbol.
 */
#pragma once

#include <lib/endian.h>
#include <lib/types.h>

#define DISK_MAGIC 0x10203040u
#define DISK_SUPER_OFFSET 1024u/* bytes from the start of the device */
#define DISK_ROOT_INODE 1      /* inode 0 does not exist */
#define DISK_SECTOR 512        /* what a device writes as a whole or not at all */

#define DISK_FEATURE_LARGE_FILES 1u
#define DISK_FEATURE_SYMLINKS 2u
#define DISK_FEATURE_LONG_NAMES 4u
#define DISK_FEATURE_TIMES 8u
#define DISK_FEATURES_KNOWN 15u

/* `state`, kept only on images that are not classic (a classic image is scanned at every mount). */
#define DISK_STATE_ORPHANS 1u /* some inode has no links but is not free yet: mount must look */

struct disk_super {
	le32 magic;
	le32 size;         /* blocks of the whole image */
	le32 data_blocks;  /* blocks behind the bitmap */
	le32 inode_count;  /* inodes, number 0 included */
	le32 log_blocks;   /* blocks of the log: one header and the copies */
	le32 log_start;    /* first block of the log */
	le32 inode_start;  /* first block of inodes */
	le32 bitmap_start; /* first block of the bitmap */
	le32 features;     /* DISK_FEATURE_ bits; here the classic superblock ends with zeroes */
	le32 block_shift;  /* log2 of the block size; 0 stands for 10 */
	le32 inode_size;   /* bytes of an inode; 0 stands for 64 */
	le32 state;        /* DISK_STATE_ bits, logged like any metadata */
	le32 reserved[4];  /* zero */
};

_Static_assert(sizeof(struct disk_super) == 64, "superblock");
_Static_assert(offsetof(struct disk_super, features) == 32, "classic part of the superblock");
_Static_assert(offsetof(struct disk_super, state) == 44, "extended part of the superblock");

/* Types of inodes; 0 is a free one. */
enum disk_type {
	DISK_FREE = 0,
	DISK_DIRECTORY = 1,
	DISK_FILE = 2,
	DISK_DEVICE = 3, /* a character device: major and minor say which */
	DISK_SYMLINK = 4,
};

#define DISK_ADDRESSES 13 /* block numbers in an inode */
#define DISK_LINK_MAX 32000

struct disk_inode {
	le16 type;
	le16 major;
	le16 minor;
	le16 links; /* names of it; a directory: 1, and 1 for each `..` that points to it */
	le32 size;  /* bytes */
	le32 addresses[DISK_ADDRESSES];
};

_Static_assert(sizeof(struct disk_inode) == 64, "inode");

struct disk_inode_times {
	struct disk_inode inode;
	le64 accessed; /* nanoseconds since 1970 */
	le64 modified;
	le64 changed;
	le64 reserved[5]; /* zero */
};

_Static_assert(sizeof(struct disk_inode_times) == 128, "inode with times");

/* The classic directory entry: inode 0 is an unused one. Names are padded with zero bytes. */
#define DISK_NAME_MAX 14

struct disk_entry {
	le16 inode;
	char name[DISK_NAME_MAX];
};

_Static_assert(sizeof(struct disk_entry) == 16, "directory entry");

/*
 * The LONG_NAMES directory entry, followed by the name without a zero byte. Entries are 4-aligned,
 * chained by their lengths and fill each block of the directory exactly: none crosses its end. An
 * entry with inode 0 is free space.
 */
#define DISK_LONG_NAME_MAX 255

struct disk_long_entry {
	le32 inode;
	le16 length;         /* bytes from this entry to the next, a multiple of 4 */
	uint8_t name_length; /* bytes of the name, 1..255 */
	uint8_t type;        /* enum disk_type of the inode */
};

_Static_assert(sizeof(struct disk_long_entry) == 8, "long directory entry");

static inline uint32_t disk_long_entry_size(uint32_t name_length)
{
	return ((uint32_t)sizeof(struct disk_long_entry) + name_length + 3) & ~3u;
}

/*
 * The first block of the log. `count` blocks follow behind it, the copy of block home[i] being
 * block log_start + 1 + i; count 0 says that there is nothing to replay. The first sector is
 * written last and by itself: it is what commits.
 */
struct disk_log_header {
	le32 count;
	le32 home[];
};

/*
 * A superblock in the machine's own numbers, and the arithmetic of the layout. Filled by
 * disk_layout_decode(), which also checks it.
 */
struct disk_layout {
	uint32_t size;
	uint32_t data_blocks;
	uint32_t inode_count;
	uint32_t log_blocks;
	uint32_t log_start;
	uint32_t inode_start;
	uint32_t bitmap_start;
	uint32_t features;
	uint32_t block_shift; /* 10, 11 or 12 */
	uint32_t inode_shift; /* 6 or 7 */
};

/*
 * disk_layout_decode - read and check a superblock. Returns NULL, or words that say what is wrong
 * with it; `layout` is filled as far as possible. Does not ask whether the features are known.
 */
const char *disk_layout_decode(struct disk_layout *layout, const struct disk_super *super);

static inline bool disk_has(const struct disk_layout *layout, uint32_t feature)
{
	return (layout->features & feature) != 0;
}

static inline uint32_t disk_block_size(const struct disk_layout *layout)
{
	return 1u << layout->block_shift;
}

/* Is this what the classic tools make? Then the bytes behind the classic superblock stay zero. */
static inline bool disk_is_classic(const struct disk_layout *layout)
{
	return layout->features == 0 && layout->block_shift == 10;
}

/* First block behind the bitmap. */
static inline uint32_t disk_data_start(const struct disk_layout *layout)
{
	return layout->size - layout->data_blocks;
}

/* Where an inode lies: its block and its byte in there. */
static inline uint32_t disk_inode_block(const struct disk_layout *layout, uint32_t inode)
{
	return layout->inode_start + (inode >> (layout->block_shift - layout->inode_shift));
}

static inline uint32_t disk_inode_offset(const struct disk_layout *layout, uint32_t inode)
{
	return (inode << layout->inode_shift) & (disk_block_size(layout) - 1);
}

static inline uint32_t disk_inodes_per_block(const struct disk_layout *layout)
{
	return 1u << (layout->block_shift - layout->inode_shift);
}

/* Where the bit of a block lies: bit (block & mask) of this bitmap block, lowest bit first. */
static inline uint32_t disk_bits_per_block(const struct disk_layout *layout)
{
	return 8u << layout->block_shift;
}

static inline uint32_t disk_bitmap_block(const struct disk_layout *layout, uint32_t block)
{
	return layout->bitmap_start + (block >> (layout->block_shift + 3));
}

static inline uint32_t disk_bitmap_blocks(const struct disk_layout *layout)
{
	return (uint32_t)(((uint64_t)layout->size + disk_bits_per_block(layout) - 1) >>
			  (layout->block_shift + 3));
}

/* Blocks that the log can hold in one transaction. */
static inline uint32_t disk_log_capacity(const struct disk_layout *layout)
{
	uint32_t in_header = disk_block_size(layout) / 4 - 1;
	uint32_t in_log = layout->log_blocks > 0 ? layout->log_blocks - 1 : 0;

	return in_log < in_header ? in_log : in_header;
}

/* The first home[] entry that is not in the header's first sector. */
#define DISK_LOG_FIRST_SECTOR (DISK_SECTOR / 4 - 1)

static inline uint32_t disk_direct_count(const struct disk_layout *layout)
{
	return disk_has(layout, DISK_FEATURE_LARGE_FILES) ? 10 : 12;
}

/* Largest size of a file in bytes: what the block numbers can reach, and 32 bits can count. */
static inline uint32_t disk_file_max(const struct disk_layout *layout)
{
	uint64_t per_block = disk_block_size(layout) / 4;
	uint64_t blocks = disk_direct_count(layout) + per_block;

	if (disk_has(layout, DISK_FEATURE_LARGE_FILES))
		blocks += per_block * per_block + per_block * per_block * per_block;
	if (blocks > UINT32_MAX >> layout->block_shift)
		return UINT32_MAX;
	return (uint32_t)(blocks << layout->block_shift);
}

static inline uint32_t disk_name_max(const struct disk_layout *layout)
{
	return disk_has(layout, DISK_FEATURE_LONG_NAMES) ? DISK_LONG_NAME_MAX : DISK_NAME_MAX;
}

/*
 * The path from an inode to block `index` of its file: how many levels of indirection, and which
 * number to take on each. step[0] indexes the inode's addresses, step[1..depth] indirect blocks.
 */
struct disk_path {
	uint32_t depth;
	uint32_t step[4];
};

/* disk_path_find - fill `path`. Returns false when the file can not have such a block. */
bool disk_path_find(const struct disk_layout *layout, uint32_t index, struct disk_path *path);
