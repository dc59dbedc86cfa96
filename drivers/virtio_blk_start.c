/*
 * Finding virtio disks and starting them, as the specification's section 3.1 says: reset,
 * acknowledge, agree on features, hand over the queue, go. One that can not be used is reported and
 * left alone.
 */
#include "virtio_blk.h"

#include <arch/io.h>
#include <arch/mmu.h>
#include <drivers/disk.h>
#include <kernel/irq.h>
#include <kernel/log.h>
#include <kernel/platform.h>

static unsigned int disk_count;

static uint32_t read_register(const struct disk *disk, unsigned int offset)
{
	return io_read32(disk->base + offset);
}

static void write_register(const struct disk *disk, unsigned int offset, uint32_t value)
{
	io_write32(disk->base + offset, value);
}

/* Agree on features. Returns NULL, or what is wrong. */
static const char *negotiate(struct disk *disk)
{
	uint64_t wanted = VIRTIO_F_VERSION_1 | VIRTIO_F_EVENT_IDX | VIRTIO_BLK_F_FLUSH |
			  VIRTIO_BLK_F_RO | VIRTIO_BLK_F_SEG_MAX;
	uint64_t offered;

	write_register(disk, VIRTIO_DEVICE_FEATURES_SELECT, 1);
	offered = (uint64_t)read_register(disk, VIRTIO_DEVICE_FEATURES) << 32;
	write_register(disk, VIRTIO_DEVICE_FEATURES_SELECT, 0);
	offered |= read_register(disk, VIRTIO_DEVICE_FEATURES);
	disk->features = offered & wanted;
	if ((disk->features & VIRTIO_F_VERSION_1) == 0)
		return "no version 1 feature";

	write_register(disk, VIRTIO_DRIVER_FEATURES_SELECT, 1);
	write_register(disk, VIRTIO_DRIVER_FEATURES, (uint32_t)(disk->features >> 32));
	write_register(disk, VIRTIO_DRIVER_FEATURES_SELECT, 0);
	write_register(disk, VIRTIO_DRIVER_FEATURES, (uint32_t)disk->features);
	write_register(disk, VIRTIO_STATUS,
		       VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER |
			       VIRTIO_STATUS_FEATURES_OK);
	if ((read_register(disk, VIRTIO_STATUS) & VIRTIO_STATUS_FEATURES_OK) == 0)
		return "features refused";
	if ((disk->features & VIRTIO_BLK_F_SEG_MAX) != 0 &&
	    read_register(disk, VIRTIO_CONFIG + VIRTIO_BLK_SEG_MAX) < BLK_MAX_SEGMENTS)
		return "too few segments in a request";
	return NULL;
}

static void write_queue_address(const struct disk *disk, unsigned int offset, const void *ring)
{
	write_register(disk, offset, (uint32_t)virt_to_phys(ring));
	write_register(disk, offset + 4, (uint32_t)(virt_to_phys(ring) >> 32));
}

/* Give the device its queue. Returns NULL, or what is wrong. */
static const char *set_up_queue(struct disk *disk)
{
	struct shared *shared = page_alloc_zeroed();

	if (shared == NULL)
		return "no memory";
	disk->shared = shared;
	for (uint16_t index = 0; index < QUEUE_SIZE; index++)
		shared->descriptors[index].next = index + 1;
	disk->free_count = QUEUE_SIZE;
	disk->free_slots = (1ull << SLOTS) - 1;

	write_register(disk, VIRTIO_QUEUE_SELECT, 0);
	if (read_register(disk, VIRTIO_QUEUE_SIZE_MAX) < QUEUE_SIZE)
		return "queue too short";
	write_register(disk, VIRTIO_QUEUE_SIZE, QUEUE_SIZE);
	write_queue_address(disk, VIRTIO_QUEUE_DESCRIPTORS, shared->descriptors);
	write_queue_address(disk, VIRTIO_QUEUE_AVAILABLE, &shared->available);
	write_queue_address(disk, VIRTIO_QUEUE_USED, &shared->used);
	write_register(disk, VIRTIO_QUEUE_READY, 1);
	return NULL;
}

static const char *start_disk(struct disk *disk)
{
	const char *problem;

	write_register(disk, VIRTIO_STATUS, 0); /* reset */
	write_register(disk, VIRTIO_STATUS, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER);
	problem = negotiate(disk);
	if (problem == NULL)
		problem = set_up_queue(disk);
	if (problem != NULL) {
		write_register(disk, VIRTIO_STATUS, VIRTIO_STATUS_FAILED);
		return problem;
	}
	write_register(disk, VIRTIO_STATUS,
		       VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER |
			       VIRTIO_STATUS_FEATURES_OK | VIRTIO_STATUS_DRIVER_OK);
	return NULL;
}

static void register_disk(struct disk *disk, unsigned int irq)
{
	uint64_t low = read_register(disk, VIRTIO_CONFIG + VIRTIO_BLK_CAPACITY);
	uint64_t high = read_register(disk, VIRTIO_CONFIG + VIRTIO_BLK_CAPACITY + 4);

	disk->name[0] = 'v';
	disk->name[1] = 'd';
	disk->name[2] = (char)('a' + disk_count++);
	disk->blkdev.name = disk->name;
	disk->blkdev.ops = &virtio_blk_ops;
	disk->blkdev.sector_count = high << 32 | low;
	disk->blkdev.read_only = (disk->features & VIRTIO_BLK_F_RO) != 0;
	irq_register(irq, disk->name, virtio_blk_interrupt, disk);
	blkdev_register(&disk->blkdev);
	kprintf("%s: %lu MiB%s\n", disk->name, (unsigned long)(disk->blkdev.sector_count >> 11),
		disk->blkdev.read_only ? ", read-only" : "");
}

/* Make a disk of a slot that has a block device in it. Returns NULL, or what is wrong. */
static const char *probe(const struct platform_device *slot, uint32_t version)
{
	const char *problem;
	struct disk *disk;

	if (version == VIRTIO_VERSION_LEGACY)
		return "old interface; start QEMU with -global virtio-mmio.force-legacy=false";
	if (version != VIRTIO_VERSION_MODERN)
		return "unknown version";
	disk = page_alloc_zeroed();
	if (disk == NULL)
		return "no memory";
	disk->base = (vaddr_t)phys_to_virt(slot->base);
	list_init(&disk->waiting);
	problem = start_disk(disk);
	if (problem != NULL) {
		if (disk->shared != NULL)
			page_free(disk->shared);
		page_free(disk);
		return problem;
	}
	register_disk(disk, slot->irq);
	return NULL;
}

void disk_init(void)
{
	for (unsigned int i = 0; i < PLATFORM_MAX_VIRTIO && platform.virtio[i].base != 0; i++) {
		vaddr_t base = (vaddr_t)phys_to_virt(platform.virtio[i].base);
		const char *problem;

		if (io_read32(base + VIRTIO_MAGIC) != VIRTIO_MAGIC_VALUE ||
		    io_read32(base + VIRTIO_DEVICE_ID) != VIRTIO_ID_BLOCK)
			continue;
		problem = probe(&platform.virtio[i], io_read32(base + VIRTIO_VERSION));
		if (problem != NULL)
			kprintf("virtio disk at 0x%lx: %s\n",
				(unsigned long)platform.virtio[i].base, problem);
	}
}
