/* File types and modes, and the structure that fstat() and newfstatat() fill. */
#pragma once

#include <stdint.h>

#define S_IFMT 0170000
#define S_IFSOCK 0140000
#define S_IFLNK 0120000
#define S_IFREG 0100000
#define S_IFBLK 0060000
#define S_IFDIR 0040000
#define S_IFCHR 0020000
#define S_IFIFO 0010000

#define S_ISUID 0004000
#define S_ISGID 0002000
#define S_ISVTX 0001000

#define S_IRWXU 0000700
#define S_IRUSR 0000400
#define S_IWUSR 0000200
#define S_IXUSR 0000100
#define S_IRWXG 0000070
#define S_IRGRP 0000040
#define S_IWGRP 0000020
#define S_IXGRP 0000010
#define S_IRWXO 0000007
#define S_IROTH 0000004
#define S_IWOTH 0000002
#define S_IXOTH 0000001

#define S_ISLNK(mode) (((mode) & S_IFMT) == S_IFLNK)
#define S_ISREG(mode) (((mode) & S_IFMT) == S_IFREG)
#define S_ISDIR(mode) (((mode) & S_IFMT) == S_IFDIR)
#define S_ISCHR(mode) (((mode) & S_IFMT) == S_IFCHR)
#define S_ISBLK(mode) (((mode) & S_IFMT) == S_IFBLK)
#define S_ISFIFO(mode) (((mode) & S_IFMT) == S_IFIFO)
#define S_ISSOCK(mode) (((mode) & S_IFMT) == S_IFSOCK)

/* utimensat(): values of tv_nsec that mean "now" and "leave it". */
#define UTIME_NOW 0x3fffffff
#define UTIME_OMIT 0x3ffffffe

struct abi_stat {
	uint64_t st_dev;
	uint64_t st_ino;
	uint32_t st_mode;
	uint32_t st_nlink;
	uint32_t st_uid;
	uint32_t st_gid;
	uint64_t st_rdev;
	uint64_t st_padding1;
	int64_t st_size;     /* bytes */
	int32_t st_blksize;  /* bytes that are moved best at a time */
	int32_t st_padding2;
	int64_t st_blocks;   /* 512-byte units taken on the disk */
	int64_t st_atime_sec;
	uint64_t st_atime_nsec;
	int64_t st_mtime_sec;
	uint64_t st_mtime_nsec;
	int64_t st_ctime_sec;
	uint64_t st_ctime_nsec;
	uint32_t st_unused[2];
};

_Static_assert(sizeof(struct abi_stat) == 128, "the size Linux gives struct stat");

/*
 * A device number in st_rdev and in mknodat's argument: the low 8 bits of the minor number, 12 bits
 * of the major number, then the rest of the minor number.
 */
static inline uint32_t abi_makedev(uint32_t major, uint32_t minor)
{
	return (minor & 0xff) | (major & 0xfff) << 8 | (minor & 0xfff00) << 12;
}

static inline uint32_t abi_major(uint32_t device)
{
	return device >> 8 & 0xfff;
}

static inline uint32_t abi_minor(uint32_t device)
{
	return (device & 0xff) | (device >> 12 & 0xfff00);
}
