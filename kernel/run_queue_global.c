/*
 * SCHED_GLOBAL: one queue for all harts, first come first served. A hart that has nothing to do
 * takes whoever is next, so nothing has to be balanced.
 */
#include <kernel/run_queue.h>

#include <kernel/cpu.h>
#include <kernel/thread.h>

static struct list queue = LIST_INIT(queue);

void run_queue_init(void)
{
}

void run_queue_add(struct thread *thread, struct cpu *preferred)
{
	list_add_tail(&queue, &thread->link);
}

void run_queue_remove(struct thread *thread)
{
	list_remove(&thread->link);
}

/* The first behind `link`, but for threads that are bound to other harts. */
static struct thread *first_behind(struct list *link, const struct cpu *cpu)
{
	while ((link = link->next) != &queue) {
		struct thread *thread = list_entry(link, struct thread, link);

		if (affinity_allows(&thread->affinity, cpu->index))
			return thread;
	}
	return NULL;
}

struct thread *run_queue_first(struct cpu *cpu)
{
	return first_behind(&queue, cpu);
}

struct thread *run_queue_next(struct cpu *cpu, struct thread *thread)
{
	return first_behind(&thread->link, cpu);
}

struct thread *run_queue_any(struct cpu *cpu)
{
	return run_queue_first(cpu);
}

struct thread *run_queue_take(struct cpu *cpu)
{
	struct thread *thread = run_queue_first(cpu);

	if (thread)
		run_queue_remove(thread);
	return thread;
}
