/*
 * A block device on a file of the host; requests are done when they are submitted.
 */
#include <host/host.h>
#include <kernel/chardev.h>
#include <kernel/waitq.h>

#include <abi/errno.h>
#include <lib/compiler.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int segment_transfer(struct host_disk *disk, const struct blk_request *request,
			    const struct blk_segment *segment, off_t offset)
{
	ssize_t moved;

	if (request->op == BLK_READ)
		moved = pread(disk->file, segment->data, segment->length, offset);
	else
		moved = pwrite(disk->file, segment->data, segment->length, offset);
	return moved == (ssize_t)segment->length ? 0 : -EIO;
}

static void disk_submit(struct blkdev *device, struct blk_request *request)
{
	struct host_disk *disk = container_of(device, struct host_disk, device);
	off_t offset = (off_t)request->sector * BLK_SECTOR_SIZE;

	request->error = 0;
	for (uint32_t i = 0; i < request->segment_count && request->error == 0; i++) {
		request->error = segment_transfer(disk, request, &request->segments[i], offset);
		offset += request->segments[i].length;
	}
	if (request->error)
		disk->failed = true;
	request->done(request);
}

static void disk_kick(struct blkdev *device)
{
	(void)device;
}

static const struct blkdev_ops disk_ops = {
	.submit = disk_submit,
	.kick = disk_kick,
};

int host_disk_open(struct host_disk *disk, const char *path, bool write)
{
	struct stat status;

	*disk = (struct host_disk){ .device = { .name = path, .ops = &disk_ops,
						.read_only = !write } };
	disk->file = open(path, write ? O_RDWR : O_RDONLY);
	if (disk->file < 0 || fstat(disk->file, &status) < 0)
		return -1;
	disk->device.sector_count = (uint64_t)status.st_size / BLK_SECTOR_SIZE;
	return 0;
}

void host_disk_close(struct host_disk *disk)
{
	close(disk->file);
}

static uint64_t request_sectors(const struct blk_request *request)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < request->segment_count; i++)
		bytes += request->segments[i].length;
	return bytes / BLK_SECTOR_SIZE;
}

void blkdev_submit(struct blkdev *device, struct blk_request *request)
{
	if (request->sector + request_sectors(request) > device->sector_count)
		request->error = -EIO;
	else if (request->op == BLK_WRITE && device->read_only)
		request->error = -EROFS;
	else
		return device->ops->submit(device, request);
	request->done(request);
}

void blkdev_kick(struct blkdev *device)
{
	device->ops->kick(device);
}

/* What blkdev_transfer() waits for. */
struct transfer {
	struct waitq wait;
	bool done;
};

static void transfer_done(struct blk_request *request)
{
	struct transfer *transfer = request->context;

	transfer->done = true;
	waitq_wake_all(&transfer->wait);
}

int blkdev_transfer(struct blkdev *device, struct blk_request *request)
{
	struct transfer transfer = { .done = false };
	irq_key_t key = 0;

	waitq_init(&transfer.wait);
	request->context = &transfer;
	request->done = transfer_done;
	blkdev_submit(device, request);
	blkdev_kick(device);
	while (!transfer.done)
		waitq_sleep_uninterruptible(&transfer.wait, NULL, &key);
	return request->error;
}

struct chardev *chardev_find(uint32_t number)
{
	(void)number;
	return NULL;
}
