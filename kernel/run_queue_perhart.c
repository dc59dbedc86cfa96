/*
 * SCHED_PERHART: each hart has a queue of its own, so that a thread comes back to the hart that ran
 * it last, where its address space may still be loaded and its data in a cache.
 *
 * Two things keep the harts evenly busy. One that has nothing to run takes over the thread that has
 * waited longest on the longest queue (run_queue_take()). One that always has something looks at
 * the end of each slice whether another has two more that wait (run_queue_balance()).
 */
#include <kernel/run_queue.h>

#include <kernel/cpu.h>
#include <kernel/thread.h>

void run_queue_init(void)
{
	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++)
		list_init(&cpus[i].run_queue.threads);
}

/* Of the harts that are there and that `thread` may run on, the one with the shortest queue. */
static struct cpu *shortest_allowed(const struct thread *thread)
{
	struct cpu *best = NULL;

	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++) {
		struct cpu *cpu = &cpus[i];

		if (cpu->online && affinity_allows(&thread->affinity, i) &&
		    (!best || cpu->run_queue.length < best->run_queue.length))
			best = cpu;
	}
	return best;
}

void run_queue_add(struct thread *thread, struct cpu *preferred)
{
	struct cpu *cpu = preferred;

	if (!affinity_allows(&thread->affinity, cpu->index))
		cpu = shortest_allowed(thread);
	thread->affinity.queue = cpu;
	list_add_tail(&cpu->run_queue.threads, &thread->link);
	cpu->run_queue.length++;
}

void run_queue_remove(struct thread *thread)
{
	thread->affinity.queue->run_queue.length--;
	list_remove(&thread->link);
}

struct thread *run_queue_first(struct cpu *cpu)
{
	if (cpu->run_queue.length == 0)
		return NULL;
	return list_first(&cpu->run_queue.threads, struct thread, link);
}

struct thread *run_queue_next(struct cpu *cpu, struct thread *thread)
{
	if (thread->link.next == &cpu->run_queue.threads)
		return NULL;
	return list_entry(thread->link.next, struct thread, link);
}

/* The first on `from` that may run on `cpu`, or NULL. */
static struct thread *first_allowed(const struct cpu *from, const struct cpu *cpu)
{
	struct thread *thread;

	list_for_each(thread, &from->run_queue.threads, link)
		if (affinity_allows(&thread->affinity, cpu->index))
			return thread;
	return NULL;
}

/* A thread for `cpu` from the longest other queue of at least `length` that has one, or NULL. */
static struct thread *find_elsewhere(const struct cpu *cpu, unsigned int length)
{
	struct thread *found = NULL, *thread;

	for (unsigned int i = 0; i < CONFIG_NR_HARTS; i++) {
		if (&cpus[i] == cpu || cpus[i].run_queue.length < length)
			continue;
		thread = first_allowed(&cpus[i], cpu);
		if (thread) {
			found = thread;
			length = cpus[i].run_queue.length + 1;
		}
	}
	return found;
}

struct thread *run_queue_any(struct cpu *cpu)
{
	struct thread *thread = run_queue_first(cpu);

	return thread ? thread : find_elsewhere(cpu, 1);
}

struct thread *run_queue_take(struct cpu *cpu)
{
	struct thread *thread = run_queue_any(cpu);

	if (thread)
		run_queue_remove(thread);
	return thread;
}

void run_queue_balance(struct cpu *cpu)
{
	struct thread *thread = find_elsewhere(cpu, cpu->run_queue.length + 2);

	if (thread) {
		run_queue_remove(thread);
		run_queue_add(thread, cpu);
	}
}
