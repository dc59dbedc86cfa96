/* Files of /proc/PID into which a process writes a number, for itself alone. */
#pragma once

#include <lib/types.h>

struct inode;
struct uio;

/*
 * proc_own_number - what is written, in decimal, with or without a newline. Returns it, -EPERM when
 * the file is that of another process, -EINVAL for what is no number or a large one, -EFAULT.
 */
int proc_own_number(const struct inode *inode, struct uio *uio);
