/* /dev/null and /dev/zero. */
#pragma once

#ifdef CONFIG_CHARDEV_NODES
/* null_init - register both devices. At start-up. */
void null_init(void);
#else
static inline void null_init(void)
{
}
#endif
