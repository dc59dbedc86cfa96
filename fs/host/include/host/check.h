/*
 * The checker: is an image sound? For fsck and the crash tests. It only reads, and shares no code
 * with what it checks but the format itself.
 */
#pragma once

#include <fs/format.h>

struct check {
	/* Read `length` bytes at a byte offset of the device. 0, or anything else for an error. */
	int (*read)(void *context, uint64_t offset, void *data, uint32_t length);
	/* Hear what is wrong, and what else is worth saying; lines without their ends. Each may be
	 * NULL. */
	void (*report)(void *context, const char *line);
	void (*note)(void *context, const char *line);
	void *context;
	uint64_t device_bytes;

	/* Results. */
	uint32_t problems;     /* what a sound image does not have */
	uint32_t orphans;      /* inodes that the next mount frees, as the superblock says */
	uint32_t log_blocks;   /* blocks in the log, which the check takes as if they were home */
	uint32_t files, directories, others;
	uint32_t blocks_used, inodes_used;
};

/* check_image - fill the results. Returns 0, or -1 when the image could not be checked at all. */
int check_image(struct check *check);
