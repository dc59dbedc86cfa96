/*
 * On which harts a thread may run; nothing of it is left where one hart runs them all.
 */
#pragma once

#include <lib/types.h>

struct cpu;

#ifdef CONFIG_SCHED_SMP
/* Guarded by the scheduler's lock. */
struct affinity {
	uint64_t harts;	   /* a bit for each hart it may run on, by logical number */
	struct cpu *queue; /* SCHED_PERHART: on whose queue it waits */
};

#define AFFINITY_ANY { .harts = UINT64_MAX }

/* affinity_allows - may a thread placed like this run on the hart with this number? */
static inline bool affinity_allows(const struct affinity *affinity, unsigned int hart)
{
	return affinity->harts >> hart & 1;
}

static inline uint64_t affinity_harts(const struct affinity *affinity)
{
	return affinity->harts;
}
#else
struct affinity {
};

#define AFFINITY_ANY {}

static inline bool affinity_allows(const struct affinity *affinity, unsigned int hart)
{
	return true;
}

static inline uint64_t affinity_harts(const struct affinity *affinity)
{
	return 1;
}
#endif
