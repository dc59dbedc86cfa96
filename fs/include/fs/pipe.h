/*
 * Pipes: CONFIG_PIPE_PAGES pages used as a ring between two files.
 *
 * Bytes move in blocks. Writes of up to PIPE_BUF (4096) bytes arrive in one piece. A write without
 * readers gives -EPIPE (the caller sends SIGPIPE); a read without writers gives what is left, then
 * 0.
 */
#pragma once

#include <abi/errno.h>
#include <lib/types.h>

struct file;

#ifdef CONFIG_PIPES
/*
 * pipe_create - a pipe and the two files of its ends, one reference each. `flags` may hold
 * O_NONBLOCK, O_DIRECT is refused. Returns 0, -EINVAL, -ENFILE, -ENOMEM.
 */
int pipe_create(unsigned int flags, struct file **reader, struct file **writer);

/* pipe_capacity, pipe_bytes - for F_GETPIPE_SZ and FIONREAD; -EBADF when it is no pipe. */
int pipe_capacity(const struct file *file);
int pipe_bytes(struct file *file);
#else
static inline int pipe_capacity(const struct file *file)
{
	return -EBADF;
}

static inline int pipe_bytes(struct file *file)
{
	return -EBADF;
}
#endif
