/* The file /proc/boot, where there are statistics of the start. */
#pragma once

#ifdef CONFIG_BOOT_STATISTICS
#include <kernel/boot.h>

ssize_t proc_show_boot(int pid, char *buffer, size_t size);

#define PROC_BOOT_FILE { "boot", proc_show_boot, NULL },
#else
#define PROC_BOOT_FILE
#endif
