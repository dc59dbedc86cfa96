/* Is the configured timer there? Without one the kernel says what is missing, and stops. */
#pragma once

#ifdef CONFIG_TIMER
#include <arch/time.h>
#include <kernel/log.h>
#include <kernel/platform.h>

static inline void timer_check(void)
{
	const char *missing = arch_timer_check(platform.isa);

	if (missing)
		panic("%s: choose another TIMER_ option", missing);
}
#else
static inline void timer_check(void)
{
}
#endif
