/* /proc/config: the configuration that this kernel was built from (config_text.S). */
#include "procfs_config.h"

#include <mm/uio.h>

extern const char config_text[], config_text_end[];

static ssize_t config_read(struct inode *inode, struct uio *uio, uint64_t offset)
{
	return uio_write_part(uio, config_text, (size_t)(config_text_end - config_text), offset);
}

const struct inode_ops proc_config_ops = { .read = config_read };
