/*
 * /dev/null and /dev/zero. What is written to either disappears; reading gives the end of the file
 * at once, or as many zero bytes as wanted. They have no state and need no lock.
 */
#include <abi/errno.h>
#include <drivers/null.h>
#include <kernel/chardev.h>
#include <lib/compiler.h>
#include <mm/uio.h>

#define ZERO_CHUNK 4096u /* bytes that are made present at a time */

static ssize_t null_read(struct chardev *device, struct uio *uio, bool nonblock)
{
	return 0;
}

/* The bytes are not looked at: as on Linux, a bad address is no error here. */
static ssize_t null_write(struct chardev *device, struct uio *uio, bool nonblock)
{
	size_t size = uio_left(uio);

	uio->address += size;
	uio->left = 0;
	return (ssize_t)size;
}

/* A bad address further on ends the call with what has been moved. */
static ssize_t zero_read(struct chardev *device, struct uio *uio, bool nonblock)
{
	size_t wanted = uio_left(uio);

	while (uio_left(uio) > 0) {
		size_t chunk = MIN(uio_left(uio), (size_t)ZERO_CHUNK);
		int error = uio_prefault(uio, chunk);

		if (error != 0 && uio_left(uio) == wanted)
			return error;
		if (error != 0)
			break;
		uio_zero(uio, chunk);
	}
	return (ssize_t)(wanted - uio_left(uio));
}

static const struct chardev_ops null_ops = { .read = null_read, .write = null_write };
static const struct chardev_ops zero_ops = { .read = zero_read, .write = null_write };

static struct chardev null_device = { .name = "null", .number = DEV_NULL, .ops = &null_ops };
static struct chardev zero_device = { .name = "zero", .number = DEV_ZERO, .ops = &zero_ops };

void null_init(void)
{
	chardev_register(&null_device);
	chardev_register(&zero_device);
}
