/* The file /proc/config, where the kernel carries its configuration. */
#pragma once

#include <fs/inode.h>

#ifdef CONFIG_IKCONFIG
extern const struct inode_ops proc_config_ops;

/* Its text can be longer than a page, so it has operations of its own instead of `show`. */
#define PROC_CONFIG_FILE { "config", NULL, &proc_config_ops },
#else
#define PROC_CONFIG_FILE
#endif
