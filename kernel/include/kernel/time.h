/*
 * Time: a counter that never goes back, at the frequency the device tree gives (10 MHz on QEMU).
 */
#pragma once

#include <lib/types.h>

/* time_now - the counter. Any context. */
uint64_t time_now(void);

/* time_frequency - counts per second. */
uint64_t time_frequency(void);

/* time_to_ns / time_from_ns - convert; from_ns rounds up and saturates. */
uint64_t time_to_ns(uint64_t counts);
uint64_t time_from_ns(uint64_t ns);

/*
 * time_wall_ns - nanoseconds since 1970 by the clock device, or since the start without one.
 * Any context; never sleeps.
 */
uint64_t time_wall_ns(void);

/* time_wall_set - tell what the wall clock shows now (the clock driver does, at start-up). */
void time_wall_set(uint64_t ns_since_1970);
