/* Between the files of /proc/PID. */
#pragma once

#include <fs/inode.h>

struct aspace;
struct process_arguments;

/*
 * process_memory - the address space of a process, which stays until aspace_put(), and where its
 * arguments are. NULL when there is none any more. Any context.
 */
struct aspace *process_memory(int pid, struct process_arguments *arguments);

/* The operations of /proc/PID/maps, which can be longer than a page. */
extern const struct inode_ops proc_maps_ops;
