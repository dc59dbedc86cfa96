/*
 * Several threads in one address space on several harts (THREADS, SMP): when translations change or
 * are taken away, harts that run a thread of it have to forget what they remember before the change
 * may count as made, and before a page may be given away.
 *
 * They are called by an inter-hart interrupt and do as in aspace_switch(): the generation of the
 * address space tells that there is something to forget, and that of the hart that it has. Harts
 * that run something else need no call: they look when they come back.
 *
 * Copies between the kernel and a program go through the kernel's own map, by a translation looked
 * up just before and with interrupts masked (ucopy.c). So a hart that has answered copies nothing
 * by an old one any more either.
 */
#include "aspace_priv.h"

#include <arch/irq.h>
#include <kernel/aspace_switch.h>
#include <kernel/log.h>
#include <kernel/sched.h>
#include <kernel/smp.h>

/* Does the hart run by translations older than that generation? sched_lock is held. */
static bool is_behind(const struct cpu *cpu, const struct aspace *aspace, uint64_t generation)
{
	return cpu->aspace == aspace && cpu->aspace_generation < generation &&
	       cpu->current->aspace == aspace;
}

/* Are there such harts, other than this? Call them if `call`. */
static bool others_are_behind(struct aspace *aspace, uint64_t generation, bool call)
{
	irq_key_t key = spin_lock(&sched_lock);
	const struct cpu *self = cpu_current();
	bool found = false;

	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++) {
		struct cpu *cpu = &cpus[i];

		if (cpu == self || !is_behind(cpu, aspace, generation))
			continue;
		found = true;
		if (call)
			smp_reschedule(cpu);
	}
	spin_unlock(&sched_lock, key);
	return found;
}

/* Interrupts are on while it waits: the others may be waiting for this hart. */
void aspace_shoot_down(struct aspace *aspace)
{
	uint64_t generation = aspace->generation;

	if (!aspace->shared || !others_are_behind(aspace, generation, true))
		return;
	lockdep_may_sleep(NULL);
	ASSERT(arch_irq_enabled());
	while (others_are_behind(aspace, generation, false))
		;
}

/* Interrupts are masked, so the hart keeps its address space. */
void aspace_catch_up(void)
{
	struct cpu *cpu = cpu_current();

	if (!cpu->aspace || cpu->aspace_generation ==
				    __atomic_load_n(&cpu->aspace->generation, __ATOMIC_RELAXED))
		return;
	lockdep_interrupt_enter();
	spin_acquire(&sched_lock);
	aspace_switch(cpu, cpu->aspace);
	spin_release(&sched_lock);
	lockdep_interrupt_exit();
}
