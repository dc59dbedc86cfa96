/*
 * Virtio block devices over MMIO.
 *
 * A disk and its driver share one page: the table of descriptors, the available ring in which the
 * driver names chains of descriptors for the device, and the used ring in which the device names
 * them back. A request is a chain of a header, its segments and a status byte. The life of one:
 *
 *	submit	takes a slot (header and status) and descriptors, and writes the chain into the
 *		available ring; if there is no slot or too few descriptors, the request waits on
 *		`waiting` and takes its turn when others complete;
 *	kick	publishes the ring's new index, and notifies the device unless it has said that it is
 *		still at work and will look;
 *	interrupt	takes the chains of the used ring apart, lets waiting requests follow, and
 *		calls each request's done() when the lock is let go.
 *
 * Any number of submits go with one kick: a register access that leaves the emulator's translated
 * code costs far more than the ring. Requests are neither ordered nor merged here.
 *
 * What the device reads or writes is never on a stack (kernel stacks are not at phys_to_virt()).
 */
#include "virtio_mmio.h"

#include <abi/errno.h>
#include <arch/io.h>
#include <arch/mmu.h>
#include <drivers/disk.h>
#include <kernel/blkdev.h>
#include <kernel/irq.h>
#include <kernel/log.h>
#include <kernel/platform.h>
#include <kernel/spinlock.h>
#include <lib/bitmap.h>
#include <lib/compiler.h>
#include <mm/page.h>

#define QUEUE_SIZE 128 /* descriptors; a request takes three or more */
#define SLOTS 40       /* requests the device has at once */
#define ERRORS_SHOWN 8

/* What driver and device share; the rings' layouts are the specification's. */
struct shared {
	struct virtio_descriptor descriptors[QUEUE_SIZE];
	struct {
		uint16_t flags;
		uint16_t index;
		uint16_t ring[QUEUE_SIZE];
		uint16_t used_event; /* interrupt when the used index passes this */
	} available;
	struct {
		uint16_t flags;
		uint16_t index;
		struct virtio_used_element ring[QUEUE_SIZE];
		uint16_t available_event; /* notify when the available index passes this */
	} used __aligned(4);
	struct virtio_blk_header headers[SLOTS] __aligned(16);
	uint8_t status[SLOTS];
};

_Static_assert(sizeof(struct shared) <= PAGE_SIZE, "one page for each disk");

/* All but the first group is guarded by `lock`, which is taken after all locks of submitters. */
struct disk {
	struct blkdev blkdev; /* fixed after start-up, as the next four are */
	vaddr_t base;         /* registers */
	struct shared *shared;
	uint64_t features;
	char name[4];

	struct spinlock lock;
	uint16_t free_head;      /* descriptors not in use, chained by `next` */
	uint16_t free_count;
	uint16_t available_index; /* next entry of the available ring; published by kick */
	uint16_t published_index;
	uint16_t used_index;     /* next entry of the used ring to look at */
	unsigned int errors;
	uint64_t free_slots;     /* bit i: slot i */
	struct list waiting;     /* requests without descriptors, oldest first */
	struct blk_request *requests[SLOTS];
};

_Static_assert(sizeof(struct disk) <= PAGE_SIZE, "one page for each disk's state");

static unsigned int disk_count;

static struct disk *disk_of(struct blkdev *device)
{
	return container_of(device, struct disk, blkdev);
}

static uint16_t read_shared(const uint16_t *index)
{
	return *(const volatile uint16_t *)index;
}

/* Take a descriptor and fill it; `previous`, if any, leads to it. */
static uint16_t chain(struct disk *disk, struct virtio_descriptor *previous, const void *data,
		      uint32_t length, uint16_t flags)
{
	uint16_t index = disk->free_head;
	struct virtio_descriptor *descriptor = &disk->shared->descriptors[index];

	disk->free_head = descriptor->next;
	disk->free_count--;
	*descriptor = (struct virtio_descriptor){ virt_to_phys(data), length, flags, 0 };
	if (previous != NULL) {
		previous->flags |= VIRTIO_DESCRIPTOR_NEXT;
		previous->next = index;
	}
	return index;
}

static void unchain(struct disk *disk, uint16_t head)
{
	struct virtio_descriptor *descriptors = disk->shared->descriptors;
	uint16_t index = head;

	for (disk->free_count++; descriptors[index].flags & VIRTIO_DESCRIPTOR_NEXT;
	     disk->free_count++)
		index = descriptors[index].next;
	descriptors[index].next = disk->free_head;
	disk->free_head = head;
}

static uint32_t request_type(const struct blk_request *request)
{
	switch (request->op) {
	case BLK_READ:
		return VIRTIO_BLK_IN;
	case BLK_WRITE:
		return VIRTIO_BLK_OUT;
	default:
		return VIRTIO_BLK_FLUSH;
	}
}

/* Put a request into the available ring. Returns false when it has to wait. The lock is held. */
static bool start_request(struct disk *disk, struct blk_request *request)
{
	struct shared *shared = disk->shared;
	struct virtio_descriptor *descriptors = shared->descriptors;
	uint16_t data_flags = request->op == BLK_READ ? VIRTIO_DESCRIPTOR_WRITE : 0;
	unsigned int slot;
	uint16_t head, last;

	if (disk->free_slots == 0 || disk->free_count < request->segment_count + 2)
		return false;
	slot = bit_lowest(disk->free_slots);
	disk->free_slots &= ~(1ull << slot);
	disk->requests[slot] = request;
	shared->headers[slot] =
		(struct virtio_blk_header){ request_type(request), 0, request->sector };
	shared->status[slot] = 0xff;

	head = last = chain(disk, NULL, &shared->headers[slot], sizeof(shared->headers[slot]), 0);
	for (uint32_t i = 0; i < request->segment_count; i++)
		last = chain(disk, &descriptors[last], request->segments[i].data,
			     request->segments[i].length, data_flags);
	chain(disk, &descriptors[last], &shared->status[slot], 1, VIRTIO_DESCRIPTOR_WRITE);
	shared->available.ring[disk->available_index++ % QUEUE_SIZE] = head;
	return true;
}

/* Must the device be told that the available index went from `before` to `now`? */
static bool wants_notification(const struct disk *disk, uint16_t before, uint16_t now)
{
	uint16_t event;

	if ((disk->features & VIRTIO_F_EVENT_IDX) == 0)
		return read_shared(&disk->shared->used.flags) == 0;
	event = read_shared(&disk->shared->used.available_event);
	return (uint16_t)(now - event - 1) < (uint16_t)(now - before);
}

/* Let the device see what has been put into the available ring. The lock is held. */
static void publish(struct disk *disk)
{
	uint16_t before = disk->published_index, now = disk->available_index;

	if (before == now)
		return;
	arch_io_fence(); /* chains and ring before the index */
	*(volatile uint16_t *)&disk->shared->available.index = now;
	arch_io_fence(); /* the index before looking whether the device sleeps */
	disk->published_index = now;
	if (wants_notification(disk, before, now))
		io_write32(disk->base + VIRTIO_QUEUE_NOTIFY, 0);
}

static void start_waiting(struct disk *disk)
{
	while (!list_empty(&disk->waiting)) {
		struct blk_request *request = list_first(&disk->waiting, struct blk_request, link);

		if (!start_request(disk, request))
			return;
		list_remove(&request->link);
	}
}

static void disk_submit(struct blkdev *device, struct blk_request *request)
{
	struct disk *disk = disk_of(device);
	irq_key_t key;

	if (request->op == BLK_FLUSH && (disk->features & VIRTIO_BLK_F_FLUSH) == 0) {
		request->error = 0; /* a device that offers no flush has no volatile cache */
		request->done(request);
		return;
	}
	key = spin_lock(&disk->lock);
	if (!list_empty(&disk->waiting) || !start_request(disk, request))
		list_add_tail(&disk->waiting, &request->link);
	spin_unlock(&disk->lock, key);
}

static void disk_kick(struct blkdev *device)
{
	struct disk *disk = disk_of(device);
	irq_key_t key = spin_lock(&disk->lock);

	publish(disk);
	spin_unlock(&disk->lock, key);
}

/* Take a chain that the device has given back apart and put its request on `done`. */
static void finish_chain(struct disk *disk, uint32_t head, struct list *done)
{
	struct shared *shared = disk->shared;
	struct blk_request *request;
	uint64_t slot;

	if (head >= QUEUE_SIZE)
		return;
	slot = (shared->descriptors[head].address - virt_to_phys(shared->headers)) /
	       sizeof(shared->headers[0]);
	if (slot >= SLOTS || disk->requests[slot] == NULL)
		return;
	request = disk->requests[slot];
	request->error = shared->status[slot] == VIRTIO_BLK_OK ? 0 : -EIO;
	list_add_tail(done, &request->link);
	disk->requests[slot] = NULL;
	disk->free_slots |= 1ull << slot;
	unchain(disk, (uint16_t)head);
}

/* Take everything out of the used ring. The lock is held. */
static void collect(struct disk *disk, struct list *done)
{
	struct shared *shared = disk->shared;

	do {
		while (disk->used_index != read_shared(&shared->used.index)) {
			arch_io_fence(); /* the index before the element and the data */
			finish_chain(disk, shared->used.ring[disk->used_index % QUEUE_SIZE].id,
				     done);
			disk->used_index++;
		}
		*(volatile uint16_t *)&shared->available.used_event = disk->used_index;
		arch_io_fence(); /* ask for an interrupt, then look once more */
	} while (disk->used_index != read_shared(&shared->used.index));
}

static void report_error(struct disk *disk, const struct blk_request *request)
{
	if (disk->errors++ < ERRORS_SHOWN)
		kprintf("%s: error %s sector %lu\n", disk->name,
			request->op == BLK_READ ? "reading" : "writing",
			(unsigned long)request->sector);
}

static void interrupt(void *context)
{
	struct disk *disk = context;
	struct list done = LIST_INIT(done);
	struct blk_request *request, *following;
	irq_key_t key;

	/* Acknowledged first: what completes from here on interrupts again. */
	io_write32(disk->base + VIRTIO_INTERRUPT_ACK,
		   io_read32(disk->base + VIRTIO_INTERRUPT_STATUS));
	key = spin_lock(&disk->lock);
	collect(disk, &done);
	start_waiting(disk);
	publish(disk);
	spin_unlock(&disk->lock, key);

	list_for_each_safe(request, following, &done, link) {
		list_remove(&request->link);
		if (request->error != 0)
			report_error(disk, request);
		request->done(request);
	}
}

static const struct blkdev_ops disk_ops = {
	.submit = disk_submit,
	.kick = disk_kick,
};

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
	disk->blkdev.ops = &disk_ops;
	disk->blkdev.sector_count = high << 32 | low;
	disk->blkdev.read_only = (disk->features & VIRTIO_BLK_F_RO) != 0;
	irq_register(irq, disk->name, interrupt, disk);
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
