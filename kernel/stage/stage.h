/*
 * What a kernel shows of itself when it is up, for main.c and init.c; nothing is left of it where
 * nothing is shown.
 */
#pragma once

#include <lib/compiler.h>

#ifdef CONFIG_BOOT_SUMMARY
/* boot_summary - one message: what the start has taken. Where the first work begins. */
void boot_summary(void);
#else
static inline void boot_summary(void)
{
}
#endif

#ifdef CONFIG_SHOW
/*
 * show_start - show what the configuration has (SHOW_ options), then wait for a key or not
 * (POWEROFF_AT_END) and switch the machine off. With a scheduler a thread does this and the call
 * returns. At the end of the start, on the boot hart, interrupts masked.
 */
void show_start(void);
#else
static inline void show_start(void)
{
	if (!IS_ENABLED(CONFIG_EXEC))
		boot_summary();
}
#endif
