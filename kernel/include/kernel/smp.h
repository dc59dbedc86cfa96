/*
 * Several harts; nothing of it is left with one.
 */
#pragma once

#include <lib/types.h>

struct cpu;

#ifdef CONFIG_SMP
/*
 * smp_start - start all other harts of the platform, and wait until they have checked in. One that
 * does not is told of, and may still come. At start-up.
 */
void smp_start(void);

/* smp_reschedule - let another hart look for something to run. Any context. */
void smp_reschedule(struct cpu *cpu);

/*
 * smp_stop_others - for panics: make all other harts stop for good, so that none prints in between,
 * and wait a moment for that. Takes no lock.
 */
void smp_stop_others(void);

/* smp_first_panic - is the caller the first hart to panic? */
bool smp_first_panic(void);

/* smp_panics_here - has the caller's hart panicked before? */
bool smp_panics_here(void);
#else
static inline void smp_start(void)
{
}

static inline void smp_reschedule(struct cpu *cpu)
{
}

static inline void smp_stop_others(void)
{
}

static inline bool smp_first_panic(void)
{
	return true;
}

static inline bool smp_panics_here(void)
{
	return false;
}
#endif
