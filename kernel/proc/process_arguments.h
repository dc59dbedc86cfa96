/*
 * Where a program's arguments lie in its memory, for /proc/PID/cmdline; nothing without PROCFS.
 */
#pragma once

#include <lib/types.h>

#ifdef CONFIG_PROCFS
struct process_arguments {
	uaddr_t start;
	uaddr_t end;
};

static inline void process_arguments_set(struct process_arguments *arguments, uaddr_t start,
					 size_t size)
{
	arguments->start = start;
	arguments->end = start + size;
}
#else
struct process_arguments {
};

static inline void process_arguments_set(struct process_arguments *arguments, uaddr_t start,
					 size_t size)
{
}
#endif
