/*
 * The registry of character devices.
 */
#include <kernel/chardev.h>

static struct list devices = LIST_INIT(devices); /* written at start-up only */

void chardev_register(struct chardev *device)
{
	list_add_tail(&devices, &device->link);
}

struct chardev *chardev_find(uint32_t number)
{
	struct chardev *device;

	list_for_each(device, &devices, link)
		if (device->number == number)
			return device;
	return NULL;
}
