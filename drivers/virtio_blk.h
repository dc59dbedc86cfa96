/*
 * Private to drivers/: a virtio disk as its two halves see it, the requests (virtio_blk.c) and the
 * start-up (virtio_blk_start.c).
 */
#pragma once

#include "virtio_mmio.h"

#include <kernel/blkdev.h>
#include <kernel/spinlock.h>
#include <lib/compiler.h>
#include <mm/page.h>

#define QUEUE_SIZE 128 /* descriptors; a flush takes two, other requests three or more */
#define SLOTS 40       /* requests the device has at once */

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

extern const struct blkdev_ops virtio_blk_ops;

/* virtio_blk_interrupt - serve the interrupt of the disk that is its context. */
void virtio_blk_interrupt(void *context);
