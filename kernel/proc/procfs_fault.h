/* The file /proc/PID/fail-nth, where there is FAULT_INJECTION. */
#pragma once

#ifdef CONFIG_FAULT_INJECTION
#include <fs/inode.h>

extern const struct inode_ops proc_fault_ops;

#define PROC_FAULT_FILE { "fail-nth", NULL, &proc_fault_ops },
#else
#define PROC_FAULT_FILE
#endif
