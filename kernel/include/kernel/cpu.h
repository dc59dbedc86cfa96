/*
 * Harts: one struct cpu for each, by logical number; 0 is the boot hart.
 */
#pragma once

#include <kernel/cpu_pages.h>
#include <kernel/run_queue.h>
#include <kernel/thread.h>
#include <lib/types.h>

struct aspace;

/* [s] the scheduler's lock, [o] this hart only with interrupts masked, [i] fixed at start-up */
struct cpu {
	unsigned int index;         /* [i] */
	uint32_t hart_id;           /* [i] what the machine calls it */
	bool online;                /* it has entered the kernel; set once by itself */
	bool idle_now;              /* [s] it waits for something to run */
	struct thread *idle;        /* [i] what it runs when there is nothing to run */
	struct thread *current;     /* [s] what it runs */
	struct run_queue run_queue; /* [s] who waits for it, with SCHED_PERHART */
	struct cpu_pages pages;     /* free pages at hand, with PAGE_CACHE */
	struct aspace *aspace;      /* [o] whose user half it has loaded; NULL: none */
	uint64_t aspace_generation; /* [o] of `aspace` when it was loaded */
	uint64_t kstack_generation; /* [o] of the stack window when it was last flushed */
	uint64_t alarm;             /* [o], changed under [s]: when the timer will go off */
	uint64_t slice_end;         /* [o] when the running thread should give way */
	uint64_t switched;          /* [o] when the running thread began */
	uint64_t idle_time;         /* [o] time units spent idle */
	uint64_t idle_instructions; /* [o] what the instruction counter made of idling */
};

extern struct cpu cpus[CONFIG_NR_HARTS];

/* The threads that harts start as, and idle as later. */
extern struct thread boot_threads[CONFIG_NR_HARTS];

/* cpu_current - this hart. Stable only while interrupts are masked. */
static inline struct cpu *cpu_current(void)
{
	return CONFIG_NR_HARTS > 1 ? thread_current()->cpu : &cpus[0];
}

/*
 * cpu_init - describe all harts; the caller runs on the first, whose id this is. The ids of the
 * others come with smp_start(). First of all, as even a panic asks which hart it is on.
 */
void cpu_init(uint32_t hart_id);

/* cpu_online_count - harts that have entered the kernel. */
unsigned int cpu_online_count(void);

/* cpu_check_in - the calling hart is there. */
void cpu_check_in(void);
