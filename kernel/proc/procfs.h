#pragma once

#ifdef CONFIG_PROCFS
/* procfs_mount - cover the folder /proc, if there is one. May sleep. */
void procfs_mount(void);
#else
static inline void procfs_mount(void)
{
}
#endif
