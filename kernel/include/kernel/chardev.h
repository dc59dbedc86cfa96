/*
 * Character devices: what a device node leads to. Device numbers are Linux's.
 *
 * A driver registers a device at start-up; opening a node with its number leads here. `read` and
 * `write` move bytes through a struct uio (<mm/uio.h>) and may sleep.
 */
#pragma once

#include <lib/list.h>
#include <lib/types.h>

struct uio;

/* Device numbers as the kernel keeps them: major in the upper, minor in the lower 16 bits. */
#define DEV_MAKE(major, minor) ((uint32_t)(major) << 16 | (uint32_t)(minor))
#define DEV_MAJOR(dev) ((dev) >> 16)
#define DEV_MINOR(dev) ((dev)&0xffffu)

#define DEV_NULL DEV_MAKE(1, 3)
#define DEV_ZERO DEV_MAKE(1, 5)
#define DEV_CONSOLE DEV_MAKE(5, 1)

struct chardev;

struct chardev_ops {
	/* Each returns the bytes moved or -errno; -EAGAIN when `nonblock` and it would wait. */
	ssize_t (*read)(struct chardev *device, struct uio *uio, bool nonblock);
	ssize_t (*write)(struct chardev *device, struct uio *uio, bool nonblock);
	/* NULL means -ENOTTY. `argument` is what the user passed: a number or a user address. */
	int (*ioctl)(struct chardev *device, unsigned int command, uaddr_t argument);
};

struct chardev {
	const char *name;
	uint32_t number; /* DEV_MAKE() */
	const struct chardev_ops *ops;
	struct list link;
};

/* chardev_register - make a device known, at start-up. The structure stays the driver's. */
void chardev_register(struct chardev *device);

/* chardev_find - the device with this number, or NULL. Any context. */
struct chardev *chardev_find(uint32_t number);
