/*
 * Registers and structures of a virtio device over MMIO (Virtual I/O Device specification 1.1,
 * sections 2.6, 4.2 and 5.2). All fields are little-endian, as the machine is.
 */
#pragma once

#include <lib/types.h>

#define VIRTIO_MAGIC 0x000 /* "virt" */
#define VIRTIO_VERSION 0x004
#define VIRTIO_DEVICE_ID 0x008
#define VIRTIO_DEVICE_FEATURES 0x010
#define VIRTIO_DEVICE_FEATURES_SELECT 0x014
#define VIRTIO_DRIVER_FEATURES 0x020
#define VIRTIO_DRIVER_FEATURES_SELECT 0x024
#define VIRTIO_QUEUE_SELECT 0x030
#define VIRTIO_QUEUE_SIZE_MAX 0x034
#define VIRTIO_QUEUE_SIZE 0x038
#define VIRTIO_QUEUE_READY 0x044
#define VIRTIO_QUEUE_NOTIFY 0x050
#define VIRTIO_INTERRUPT_STATUS 0x060
#define VIRTIO_INTERRUPT_ACK 0x064
#define VIRTIO_STATUS 0x070
#define VIRTIO_QUEUE_DESCRIPTORS 0x080 /* each of these is followed by the upper half */
#define VIRTIO_QUEUE_AVAILABLE 0x090
#define VIRTIO_QUEUE_USED 0x0a0
#define VIRTIO_CONFIG 0x100

#define VIRTIO_MAGIC_VALUE 0x74726976u
#define VIRTIO_VERSION_LEGACY 1u
#define VIRTIO_VERSION_MODERN 2u
#define VIRTIO_ID_BLOCK 2u

#define VIRTIO_STATUS_ACKNOWLEDGE 1u
#define VIRTIO_STATUS_DRIVER 2u
#define VIRTIO_STATUS_DRIVER_OK 4u
#define VIRTIO_STATUS_FEATURES_OK 8u
#define VIRTIO_STATUS_FAILED 128u

/* Features as one 64-bit number. */
#define VIRTIO_BLK_F_SEG_MAX (1ull << 2)
#define VIRTIO_BLK_F_RO (1ull << 5)
#define VIRTIO_BLK_F_FLUSH (1ull << 9)
#define VIRTIO_F_EVENT_IDX (1ull << 29)
#define VIRTIO_F_VERSION_1 (1ull << 32)

/* The block device's configuration, from VIRTIO_CONFIG on. */
#define VIRTIO_BLK_CAPACITY 0x00 /* 64 bits, in sectors */
#define VIRTIO_BLK_SEG_MAX 0x0c

/* One piece of memory; pieces are chained by `next`. */
struct virtio_descriptor {
	uint64_t address;
	uint32_t length;
	uint16_t flags;
	uint16_t next;
};

#define VIRTIO_DESCRIPTOR_NEXT 1u  /* `next` holds */
#define VIRTIO_DESCRIPTOR_WRITE 2u /* the device writes to it */

struct virtio_used_element {
	uint32_t id; /* first descriptor of the chain */
	uint32_t length;
};

/* What a block request begins with; at its end stands a status byte. */
struct virtio_blk_header {
	uint32_t type;
	uint32_t reserved;
	uint64_t sector;
};

#define VIRTIO_BLK_IN 0u
#define VIRTIO_BLK_OUT 1u
#define VIRTIO_BLK_FLUSH 4u

#define VIRTIO_BLK_OK 0u
