/*
 * The kernel as far as fs/ needs it, for programs of the host: what the tools and tests can turn.
 *
 * Threads take turns: one runs until it sleeps. Time stands still until all threads sleep; then it
 * jumps to the next deadline. So every run is the same as the one before.
 */
#pragma once

#include <kernel/blkdev.h>
#include <lib/types.h>

/* host_start - prepare; the caller becomes the first thread. */
void host_start(void);

/* host_quiet - drop what kprintf() says, or not. */
extern bool host_quiet;

/* What time_wall_ns() says when time began. */
extern uint64_t host_wall_ns;

/* Not 0: a thread that takes a mutex lets others go first, now and then. */
extern uint32_t host_yield_seed;

/*
 * Not 0: whenever a thread lets go of a spinlock, others may go first, or the device finish
 * something, now and then: as on several harts, where nothing waits for a thread to sleep.
 */
extern uint32_t host_preempt_seed;

/* Copies to and from `user` ranges stop at this address, if it is not 0; prefault fails there. */
extern uintptr_t host_fault_address;

/* The n-th allocation of a page or object from now on fails, and all later ones; 0: none does. */
extern uint64_t host_memory_left;

/* Pages and objects that are allocated now. */
extern int64_t host_memory_in_use;

/* A block device on a file of the host. */
struct host_disk {
	struct blkdev device;
	int file;
	bool failed; /* some request failed */
};

/* host_disk_open - 0, or -errno of the host. */
int host_disk_open(struct host_disk *disk, const char *path, bool write);
void host_disk_close(struct host_disk *disk);

/*
 * host_idle - the device's chance: called when every thread sleeps, before time jumps, and by
 * chance with host_preempt_seed. Returns whether it did something.
 */
extern bool (*host_idle)(void);

/* What image_format() makes. */
struct image_parameters {
	uint64_t bytes;
	uint32_t block_size;
	uint32_t features;   /* DISK_FEATURE_ bits */
	uint32_t inodes;     /* 0: as many as are usual for the size */
	uint32_t log_blocks; /* header included */
};

/* image_parameters_check - returns NULL, or what is wrong with the parameters. */
const char *image_parameters_check(const struct image_parameters *parameters);

/*
 * image_format - write an empty file system to the device, whose contents are zeroes. Sets
 * host_block_size. Returns NULL or what is wrong.
 */
const char *image_format(struct blkdev *device, const struct image_parameters *parameters);

/* fs_unmount - shut down and forget everything, so that an image can be mounted again. */
void fs_unmount(void);
