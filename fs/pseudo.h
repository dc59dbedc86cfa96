/* Files whose contents are made when they are read. */
#pragma once

#include <fs/inode.h>

/* pseudo_read - the read of an inode that has `show`. Returns the bytes moved or -errno. */
ssize_t pseudo_read(struct inode *inode, struct uio *uio, uint64_t offset);
