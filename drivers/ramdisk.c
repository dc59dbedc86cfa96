/*
 * The disk image inside the kernel (CONFIG_BLK_RAMDISK): requests are copies, done before submit
 * returns.
 */
#include <abi/errno.h>
#include <drivers/disk.h>
#include <kernel/blkdev.h>
#include <kernel/log.h>
#include <kernel/spinlock.h>
#include <lib/string.h>

/* ramdisk_image.S */
extern uint8_t ramdisk_image[], ramdisk_image_end[];

/* Requests that overlap come out one after the other. */
static struct spinlock ramdisk_lock;

static void copy_segments(const struct blk_request *request, uint8_t *at)
{
	for (uint32_t i = 0; i < request->segment_count; i++) {
		const struct blk_segment *segment = &request->segments[i];
		irq_key_t key = spin_lock(&ramdisk_lock);

		if (request->op == BLK_READ)
			memcpy(segment->data, at, segment->length);
		else
			memcpy(at, segment->data, segment->length);
		spin_unlock(&ramdisk_lock, key);
		at += segment->length;
	}
}

static void ramdisk_submit(struct blkdev *device, struct blk_request *request)
{
	if (request->op != BLK_FLUSH)
		copy_segments(request, ramdisk_image + request->sector * BLK_SECTOR_SIZE);
	request->error = 0;
	request->done(request);
}

static void ramdisk_kick(struct blkdev *device)
{
}

static const struct blkdev_ops ramdisk_ops = {
	.submit = ramdisk_submit,
	.kick = ramdisk_kick,
};

static struct blkdev ramdisk = {
	.name = "ram0",
	.ops = &ramdisk_ops,
};

void disk_init(void)
{
	ramdisk.sector_count = (uint64_t)(ramdisk_image_end - ramdisk_image) / BLK_SECTOR_SIZE;
	blkdev_register(&ramdisk);
	kprintf("ram0: %lu KiB\n", (unsigned long)(ramdisk.sector_count / 2));
}
