/*
 * Which address space a hart has loaded, and when its root may go.
 *
 * A hart that idles or runs a kernel thread keeps what it has; coming back to the same one costs
 * nothing unless translations were changed meanwhile, on another hart: each change counts up
 * aspace->generation, and the hart compares. Every hart that has a root loaded is one of its users;
 * when the process has gone, those that idle with it are called to let go.
 */
#include "aspace_priv.h"

#include <kernel/aspace_switch.h>
#include <kernel/sched.h>
#include <kernel/smp.h>
#include <mm/kmem.h>

void aspace_release(struct aspace *aspace)
{
	if (--aspace->users > 0)
		return;
	pt_free_user_tables(aspace->root);
	pt_free_root(aspace->root);
	kmem_free(&aspace_cache, aspace);
}

void aspace_get(struct aspace *aspace)
{
	irq_key_t key = spin_lock(&sched_lock);

	aspace->users++;
	spin_unlock(&sched_lock, key);
}

void aspace_put(struct aspace *aspace)
{
	irq_key_t key = spin_lock(&sched_lock);

	aspace_release(aspace);
	spin_unlock(&sched_lock, key);
}

static void load(struct cpu *cpu, struct aspace *aspace)
{
	arch_user_root_set(aspace->root);
	arch_icache_sync();
	cpu->aspace_generation = aspace->generation;
}

/* sched_lock is held and interrupts are masked, here and in all below. */
void aspace_switch(struct cpu *cpu, struct aspace *aspace)
{
	struct aspace *old = cpu->aspace;

	if (!aspace)
		return;
	if (old == aspace) {
		if (cpu->aspace_generation != aspace->generation)
			load(cpu, aspace);
		return;
	}
	aspace->users++;
	cpu->aspace = aspace;
	load(cpu, aspace);
	if (old)
		aspace_release(old);
}

/* This hart goes back to the kernel's own root. */
static void unload(struct cpu *cpu)
{
	struct aspace *old = cpu->aspace;

	if (!old)
		return;
	arch_root_activate(kernel_root);
	cpu->aspace = NULL;
	aspace_release(old);
}

void aspace_retire(struct aspace *aspace)
{
	irq_key_t key = spin_lock(&sched_lock);

	aspace->retired = true;
	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++)
		if (cpus[i].aspace == aspace)
			smp_reschedule(&cpus[i]);
	aspace_release(aspace);
	spin_unlock(&sched_lock, key);
}

void aspace_unload_retired(struct cpu *cpu)
{
	if (cpu->aspace && cpu->aspace->retired)
		unload(cpu);
}

void aspace_activate(struct aspace *aspace)
{
	irq_key_t key = spin_lock(&sched_lock);
	struct cpu *cpu = cpu_current();

	thread_current()->aspace = aspace;
	if (aspace)
		aspace_switch(cpu, aspace);
	else
		unload(cpu);
	spin_unlock(&sched_lock, key);
}

void aspace_flush_page(struct aspace *aspace, uaddr_t address)
{
	irq_key_t key = spin_lock(&sched_lock);
	struct cpu *cpu = cpu_current();

	aspace->generation++;
	if (cpu->aspace == aspace) {
		arch_tlb_flush_page(address);
		cpu->aspace_generation = aspace->generation;
	}
	spin_unlock(&sched_lock, key);
}

void aspace_flush(struct aspace *aspace)
{
	irq_key_t key = spin_lock(&sched_lock);
	struct cpu *cpu = cpu_current();

	aspace->generation++;
	if (cpu->aspace == aspace) {
		arch_tlb_flush_all();
		arch_icache_sync();
		cpu->aspace_generation = aspace->generation;
	}
	spin_unlock(&sched_lock, key);
	aspace_shoot_down(aspace);
}
