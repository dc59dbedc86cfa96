/* The file /proc/PID/fail-nth, where there is FAULT_INJECTION. */
#pragma once

#ifdef CONFIG_FAULT_INJECTION
#include <lib/types.h>

ssize_t procfs_show_fault(int pid, char *buffer, size_t size);
int procfs_store_fault(int pid, const char *text);

#define PROC_FAULT_FILE { "fail-nth", procfs_show_fault, procfs_store_fault },
#else
#define PROC_FAULT_FILE
#endif
