/*
 * On which harts a thread may run; nothing of it is left where one hart runs them all.
 */
#pragma once

#include <lib/types.h>

struct cpu;

#ifdef CONFIG_SCHED_SMP
/* Guarded by the scheduler's lock. */
struct placement {
	uint64_t harts;	   /* a bit for each hart it may run on, by logical number */
	struct cpu *queue; /* SCHED_PERHART: on whose queue it waits */
};

#define PLACEMENT_ANY { .harts = UINT64_MAX }

/* placement_allows - may a thread placed like this run on the hart with this number? */
static inline bool placement_allows(const struct placement *placement, unsigned int hart)
{
	return placement->harts >> hart & 1;
}

static inline uint64_t placement_harts(const struct placement *placement)
{
	return placement->harts;
}
#else
struct placement {
};

#define PLACEMENT_ANY {}

static inline bool placement_allows(const struct placement *placement, unsigned int hart)
{
	return true;
}

static inline uint64_t placement_harts(const struct placement *placement)
{
	return 1;
}
#endif
