/*
 * The files of /proc. `show` writes the text of a file for a process (pid 0: the system) and
 * returns its length, or -errno; what can be longer than a page has operations instead. A name of
 * NULL ends a table.
 */
#pragma once

#include <lib/types.h>

struct inode_ops;

struct proc_file {
	const char *name;
	ssize_t (*show)(int pid, char *buffer, size_t size);
	const struct inode_ops *ops;
};

extern const struct proc_file proc_system_files[];
extern const struct proc_file proc_process_files[];
