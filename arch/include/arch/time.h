/*
 * The hart's clock and its alarm.
 */
#pragma once

#include <lib/types.h>

#include <arch/impl/time.h>

/* arch_time_read - the counter that all harts share. */
static inline uint64_t arch_time_read(void);

/* arch_instructions_read - instructions this hart has retired (exact under -icount). */
static inline uint64_t arch_instructions_read(void);

/*
 * arch_timer_check - is the configured timer really there? `isa` is the device tree's description
 * of the boot hart or NULL. Returns NULL, or what is missing. Before the first arch_timer_set().
 */
const char *arch_timer_check(const char *isa);

/*
 * arch_timer_set - call timer_interrupt() on this hart once the counter reaches `deadline`;
 * UINT64_MAX: never. Replaces the alarm set before. Interrupts are masked.
 */
void arch_timer_set(uint64_t deadline);
