/* /proc/config: the configuration that this kernel was built from (config_text.S). */
#include "procfs_config.h"

#include <mm/uio.h>

extern const char config_text[], config_text_end[];

static ssize_t config_read(struct inode *inode, struct uio *uio, uint64_t offset)
{
	size_t size = (size_t)(config_text_end - config_text);
	int error;

	if (offset >= size)
		return 0;
	size = MIN(size - offset, uio_left(uio));
	error = uio_prefault(uio, size);
	return error ? error : (ssize_t)uio_write(uio, config_text + offset, size);
}

const struct inode_ops proc_config_ops = { .read = config_read };
