/*
 * Other harts: start them, wake them, stop them.
 *
 * A hart is started with the idle thread that waits for it in boot_threads[]; it begins in
 * secondary_main(). Inter-hart interrupts carry no message: the receiver looks at what there is to
 * do: to look at its run queue, to forget translations that no longer hold, or to stop when
 * somebody panics.
 */
#include <arch/cpu_index.h>
#include <arch/irq.h>
#include <arch/smp.h>
#include <arch/upward.h>
#include <kernel/aspace_switch.h>
#include <kernel/cpu.h>
#include <kernel/kstack.h>
#include <kernel/log.h>
#include <kernel/platform.h>
#include <kernel/sched.h>
#include <kernel/smp.h>
#include <kernel/time.h>

/* How long a panic waits for the others: one that spins with interrupts masked never stops. */
#define STOP_NS 20000000

/* How long the start waits for those that were told to start; a busy host may be slow. */
#define START_NS 10000000000

/* In .data: starting harts read it with nothing but physical addresses. */
paddr_t secondary_root __section(".data");

static uint32_t panicking; /* number of the hart that panics, plus 1 */
static uint32_t stopped;   /* harts that have stopped for it */

/* Returns whether it has been told to start. */
static bool start_one(struct cpu *cpu)
{
	vaddr_t top = kstack_for_idle(cpu->index);

	if (!top) {
		kprintf("smp: no memory for the stack of hart %u\n", cpu->hart_id);
		return false;
	}
	cpu->idle->stack = top - KSTACK_SIZE;
	cpu->idle->arch.kernel_sp = top;
	if (arch_hart_start(cpu->hart_id, cpu->index, cpu->idle))
		return true;
	kprintf("smp: hart %u does not start\n", cpu->hart_id);
	return false;
}

void smp_start(void)
{
	uint64_t patience = time_now() + time_from_ns(START_NS);
	unsigned int expected = 1;

	for (unsigned int i = 1; i < platform.hart_count; i++) {
		cpus[i].hart_id = platform.hart_ids[i];
		expected += start_one(&cpus[i]);
	}
	/* Their messages come before the first process has the console. */
	while (cpu_online_count() < expected && time_now() < patience)
		;
	if (cpu_online_count() < expected)
		kprintf("smp: only %u of %u harts have come up\n", cpu_online_count(), expected);
}

void secondary_main(void)
{
	arch_trap_init();
	kprintf("smp: hart %u is up as number %u\n", cpu_current()->hart_id, cpu_current()->index);
	cpu_check_in();
	arch_trap_sources_enable();
	sched_idle();
}

void smp_reschedule(struct cpu *cpu)
{
	arch_ipi_send(cpu->hart_id);
}

bool smp_first_panic(void)
{
	uint32_t nobody = 0;

	return __atomic_compare_exchange_n(&panicking, &nobody, cpu_current()->index + 1, false,
					   __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

bool smp_panics_here(void)
{
	return __atomic_load_n(&panicking, __ATOMIC_ACQUIRE) == cpu_current()->index + 1;
}

void smp_stop_others(void)
{
	struct cpu *self = cpu_current();
	uint32_t others = 0;
	uint64_t patience;

	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++) {
		if (&cpus[i] == self || !cpus[i].online)
			continue;
		arch_ipi_send(cpus[i].hart_id);
		others++;
	}
	if (others == 0) /* perhaps it is not even known how fast time goes */
		return;
	patience = time_now() + time_from_ns(STOP_NS);
	while (__atomic_load_n(&stopped, __ATOMIC_RELAXED) < others && time_now() < patience)
		;
}

/* An idle hart looks at the run queue when it has come out of the wait. */
void ipi_interrupt(void)
{
	if (!__atomic_load_n(&panicking, __ATOMIC_ACQUIRE)) {
		aspace_catch_up();
		return;
	}
	__atomic_fetch_add(&stopped, 1, __ATOMIC_RELAXED);
	for (;;)
		arch_irq_wait();
}

unsigned int arch_cpu_index(void)
{
	return cpu_current()->index;
}
