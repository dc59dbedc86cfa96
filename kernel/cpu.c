#include <arch/cpu_index.h>
#include <kernel/cpu.h>
#include <kernel/platform.h>

struct cpu cpus[CONFIG_NR_HARTS];
struct thread boot_threads[CONFIG_NR_HARTS];

void cpu_init(void)
{
	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++) {
		struct thread *thread = &boot_threads[i];

		cpus[i].index = i;
		cpus[i].hart_id = platform.hart_ids[i];
		cpus[i].idle = thread;
		cpus[i].current = thread;
		thread->cpu = &cpus[i];
		thread->name = "idle";
		thread->affinity = (struct affinity)AFFINITY_ANY;
		thread->state = THREAD_RUNNING;
	}
	cpu_check_in();
}

void cpu_check_in(void)
{
	__atomic_store_n(&cpu_current()->online, true, __ATOMIC_RELEASE);
}

unsigned int cpu_online_count(void)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++)
		count += __atomic_load_n(&cpus[i].online, __ATOMIC_ACQUIRE);
	return count;
}
