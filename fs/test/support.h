/*
 * What the tests of fs/ share: a disk in memory that records, delays, fails and can be cut off, and
 * short forms of what is called most.
 */
#pragma once

#include <fs/file.h>
#include <fs/format.h>
#include <fs/fs.h>
#include <fs/inode.h>
#include <fs/path.h>
#include <host/check.h>
#include <host/host.h>
#include <mm/uio.h>

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/stat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                           \
	do {                                                                                       \
		if (!(condition))                                                                  \
			test_fail(__FILE__, __LINE__, #condition);                                 \
	} while (0)

#define CHECK_EQUAL(is, should)                                                                    \
	do {                                                                                       \
		long long is_ = (long long)(is), should_ = (long long)(should);                    \
		if (is_ != should_) {                                                              \
			fprintf(stderr, "%s is %lld, should be %lld\n", #is, is_, should_);        \
			test_fail(__FILE__, __LINE__, #is " == " #should);                         \
		}                                                                                  \
	} while (0)

__attribute__((noreturn)) void test_fail(const char *file, int line, const char *what);

/* Said with every failure: what the test is about at the moment. */
extern char test_context[256];

extern unsigned int host_block_size;

/* One write or flush that reached the disk; in the order in which they were completed. */
struct record {
	bool flush;
	uint64_t sector;
	uint32_t sectors;
	size_t submitted; /* how many records there were when it was submitted */
	unsigned char *data;
};

/* A request that waits for its completion. */
struct pending {
	struct blk_request *request;
	size_t submitted;    /* as in a record */
	unsigned char *data; /* what it writes; NULL: what stands there when it is completed */
};

struct test_disk {
	struct blkdev device;
	unsigned char *data;
	bool recording;
	struct record *records;
	size_t record_count, record_room;
	bool delayed;          /* requests complete when all threads sleep, in random order,
				  and not with the kick */
	struct pending pending[64]; /* those of which the disk was told by a kick come first */
	uint32_t pending_count, kicked_count;
	uint32_t seed;
	uint64_t requests;     /* submitted since the last reset, but while `spared` */
	bool spared;           /* no request fails or is counted now */
	uint64_t fail_at;      /* this request fails (1 is the first); 0: none */
	bool fail_for_ever;    /* and all later ones */
	bool failed;           /* some did */
	void (*submitted)(const struct blk_request *request); /* NULL, or called for each */
};

/* The disk that was made last is the one whose delayed requests are completed. */
void disk_make(struct test_disk *disk, uint64_t bytes);
void disk_free(struct test_disk *disk);
void disk_forget_records(struct test_disk *disk);

/* Complete one of the delayed requests that were kicked, any; false when there is none. */
bool disk_step(struct test_disk *disk);

uint32_t test_random(uint32_t *seed);

/* The features that images of this test can have. */
#define TEST_FEATURES                                                                              \
	(DISK_FEATURES_KNOWN & ~(IS_ENABLED(CONFIG_FS_LARGE_FILES) ? 0 : DISK_FEATURE_LARGE_FILES))

/* An empty file system on the disk. */
struct image_parameters test_parameters(uint64_t bytes, uint32_t block_size, uint32_t features);
void disk_format(struct test_disk *disk, const struct image_parameters *parameters);

/* Mount; `root` is the root directory afterwards. test_unmount() shuts down and forgets all. */
extern struct inode *root;
int test_mount_try(struct test_disk *disk);
void test_mount(struct test_disk *disk);
void test_unmount(void);

/* What the checker finds, said only if `loud`. Returns 0, or -1 if it is no image at all. */
int disk_look(struct test_disk *disk, bool loud, struct check *check);
/* The checker says that the image is sound, without anything to clean up. */
void disk_check(struct test_disk *disk);
/* The same, returning the number of problems and saying them only if `loud`. */
uint32_t disk_problems(struct test_disk *disk, bool loud);

/* Short forms, relative to `root`. */
struct file *open_file(const char *path, unsigned int flags);
int try_open(const char *path, unsigned int flags);
ssize_t write_bytes(struct file *file, const void *bytes, size_t length);
ssize_t read_bytes(struct file *file, void *bytes, size_t length);
void write_path(const char *path, const void *bytes, size_t length);
ssize_t read_path(const char *path, void *bytes, size_t size);
bool exists(const char *path);
uint32_t free_blocks(void);

/* Run the test for 1024, 2048 and 4096 in a process each: the block size is fixed in one. */
void test_each_block_size(void (*test)(uint32_t size));
