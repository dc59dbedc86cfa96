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
 *	kick	publishes the ring's new index, and notifies the device unless it has said that it
 *		is still at work and will look;
 *	interrupt	takes the chains of the used ring apart, lets waiting requests follow, and
 *		calls each request's done() when the lock is let go.
 *
 * Any number of submits go with one kick: a register access that leaves the emulator's translated
 * code costs far more than the ring. Requests are neither ordered nor merged here.
 *
 * What the device reads or writes is never on a stack (kernel stacks are not at phys_to_virt()).
 */
#include "virtio_blk.h"

#include <abi/errno.h>
#include <arch/io.h>
#include <arch/mmu.h>
#include <kernel/log.h>
#include <lib/bitmap.h>

#define ERRORS_SHOWN 8

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
	arch_io_fence_look(); /* the index before looking whether the device sleeps */
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
		arch_io_fence_look(); /* ask for an interrupt, then look once more */
	} while (disk->used_index != read_shared(&shared->used.index));
}

static void report_error(struct disk *disk, const struct blk_request *request)
{
	static const char *const names[] = {
		[BLK_READ] = "reading", [BLK_WRITE] = "writing", [BLK_FLUSH] = "flushing"
	};

	if (disk->errors++ < ERRORS_SHOWN)
		kprintf("%s: error %s, sector %lu\n", disk->name, names[request->op],
			(unsigned long)request->sector);
}

void virtio_blk_interrupt(void *context)
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

const struct blkdev_ops virtio_blk_ops = {
	.submit = disk_submit,
	.kick = disk_kick,
};
