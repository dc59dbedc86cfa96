#include <arch/cpu_index.h>
#include <kernel/cpu.h>

struct cpu cpus[CONFIG_NR_HARTS];
struct thread boot_threads[CONFIG_NR_HARTS];

void cpu_init(uint32_t hart_id)
{
	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++) {
		struct thread *thread = &boot_threads[i];

		cpus[i].index = i;
		cpus[i].idle = thread;
		cpus[i].current = thread;
		thread->cpu = &cpus[i];
		thread->name = "idle";
		thread->affinity = (struct affinity)AFFINITY_ANY;
		thread->state = THREAD_RUNNING;
	}
	cpus[0].hart_id = hart_id;
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
