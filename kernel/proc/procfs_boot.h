/* The file /proc/boot, where there are statistics of the start. */
#pragma once

#ifdef CONFIG_BOOT_STATISTICS
#include <kernel/boot.h>

ssize_t proc_show_boot(int pid, char *buffer, size_t size);

#define PROC_BOOT_FILE { .name = "boot", .show = proc_show_boot },
#else
#define PROC_BOOT_FILE
#endif
