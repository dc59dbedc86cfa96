/*
 * The block-device interface: drivers register devices, file systems send them requests.
 *
 * A request is owned by the device from blkdev_submit() until its `done` function is called, which
 * happens in interrupt context (or inside blkdev_submit(), for memory disks), in any order. Several
 * requests are in flight at once; what must be ordered is ordered by waiting or by a flush.
 */
#pragma once

#include <lib/list.h>
#include <lib/types.h>

#define BLK_SECTOR_SIZE 512
#define BLK_MAX_SEGMENTS 16

enum blk_op {
	BLK_READ,
	BLK_WRITE,
	BLK_FLUSH, /* everything completed before it was submitted is durable when it is done */
};

struct blk_segment {
	void *data;      /* kernel address, physically contiguous, not on a stack */
	uint32_t length; /* a multiple of BLK_SECTOR_SIZE */
};

struct blk_request {
	enum blk_op op;
	uint32_t segment_count; /* 1..BLK_MAX_SEGMENTS; 0 for BLK_FLUSH */
	uint64_t sector;        /* the first one, in units of 512 bytes */
	struct blk_segment segments[BLK_MAX_SEGMENTS];
	int error; /* set before done(): 0, -EIO or -EROFS */
	void (*done)(struct blk_request *request);
	void *context;        /* the submitter's */
	struct list link;     /* the driver's while in flight */
};

struct blkdev;

struct blkdev_ops {
	/* Queue a request; the device need not be told yet. Any context. Never fails: errors come
	 * through done(). */
	void (*submit)(struct blkdev *device, struct blk_request *request);
	/* Tell the device about what was queued. Any context. */
	void (*kick)(struct blkdev *device);
};

struct blkdev {
	const char *name;
	const struct blkdev_ops *ops;
	uint64_t sector_count;
	bool read_only;
	struct list link; /* of the registry */
};

/* blkdev_register - make a device known, at start-up. The structure stays the driver's. */
void blkdev_register(struct blkdev *device);

/* blkdev_first - the first registered device, or NULL. */
struct blkdev *blkdev_first(void);

/*
 * blkdev_submit - start a request. A range outside the device or a write to a read-only one is
 * completed at once with -EIO or -EROFS. Any context; does not sleep.
 */
void blkdev_submit(struct blkdev *device, struct blk_request *request);

/* blkdev_kick - let the device begin with all submitted since the last kick: one notification. */
void blkdev_kick(struct blkdev *device);

/*
 * blkdev_transfer - submit one request, kick, and wait for it (its done and context are used).
 * Returns its error. May sleep.
 */
int blkdev_transfer(struct blkdev *device, struct blk_request *request);
