/*
 * The registry of block devices, and waiting for a request.
 */
#include <abi/errno.h>
#include <kernel/blkdev.h>
#include <kernel/fault_injection.h>
#include <kernel/waitq.h>

static struct list devices = LIST_INIT(devices); /* written at start-up only */

void blkdev_register(struct blkdev *device)
{
	list_add_tail(&devices, &device->link);
}

struct blkdev *blkdev_first(void)
{
	return list_empty(&devices) ? NULL : list_first(&devices, struct blkdev, link);
}

static uint64_t request_sectors(const struct blk_request *request)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < request->segment_count; i++)
		bytes += request->segments[i].length;
	return bytes / BLK_SECTOR_SIZE;
}

static int check(const struct blkdev *device, const struct blk_request *request)
{
	uint64_t count = request_sectors(request);

	if (fault_due())
		return -EIO;
	if (request->op == BLK_WRITE && device->read_only)
		return -EROFS;
	if (request->sector > device->sector_count ||
	    count > device->sector_count - request->sector)
		return -EIO;
	return 0;
}

void blkdev_submit(struct blkdev *device, struct blk_request *request)
{
	request->error = check(device, request);
	if (request->error)
		request->done(request);
	else
		device->ops->submit(device, request);
}

void blkdev_kick(struct blkdev *device)
{
	device->ops->kick(device);
}

/* Somebody who waits for one request. */
struct waiter {
	struct spinlock lock;
	struct waitq queue;
	bool done; /* [lock] */
};

static void wake_waiter(struct blk_request *request)
{
	struct waiter *waiter = request->context;
	irq_key_t key = spin_lock(&waiter->lock);

	waiter->done = true;
	waitq_wake_all(&waiter->queue);
	spin_unlock(&waiter->lock, key);
}

int blkdev_transfer(struct blkdev *device, struct blk_request *request)
{
	struct waiter waiter = { .lock = SPINLOCK_INIT, .queue = WAITQ_INIT(waiter.queue) };
	irq_key_t key;

	request->done = wake_waiter;
	request->context = &waiter;
	blkdev_submit(device, request);
	blkdev_kick(device);
	key = spin_lock(&waiter.lock);
	while (!waiter.done)
		waitq_sleep_uninterruptible(&waiter.queue, &waiter.lock, &key);
	spin_unlock(&waiter.lock, key);
	return request->error;
}
