/*
 * Changing a hart's user address space: mm provides it where there are processes.
 */
#pragma once

struct aspace;
struct cpu;

#if defined(CONFIG_THREADS) && defined(CONFIG_SMP)
/*
 * aspace_catch_up - forget translations that another hart has changed or taken away. In an
 * inter-hart interrupt.
 */
void aspace_catch_up(void);
#else
static inline void aspace_catch_up(void)
{
}
#endif

#ifdef CONFIG_PROC
/*
 * aspace_switch - let `cpu`, this hart, have the user half of `aspace`; NULL (a kernel thread)
 * leaves what is there. sched_lock is held and interrupts are masked.
 */
void aspace_switch(struct cpu *cpu, struct aspace *aspace);

/*
 * aspace_unload_retired - an idle hart lets go of an address space whose process has gone, so that
 * its tables can be freed. sched_lock is held and interrupts are masked.
 */
void aspace_unload_retired(struct cpu *cpu);
#else
static inline void aspace_unload_retired(struct cpu *cpu)
{
}

static inline void aspace_switch(struct cpu *cpu, struct aspace *aspace)
{
}
#endif
