/*
 * Timed sleeps, and the alarms of the harts.
 *
 * Threads with a deadline stand in timer_queue, the earliest first; sched_lock guards it. The first
 * deadline, or the first alarm of a process if that is earlier, is one hart's to watch: whenever
 * sched_lock is free, the alarm of `watcher` is no later. For a deadline becomes the first by
 * timer_insert() or alarm_program(), and the alarm of the watcher becomes later when it goes off;
 * each of them ends in timer_program(), by which a hart becomes the watcher unless another one
 * has an alarm that is early enough. The other harts are not disturbed.
 *
 * A hart that runs a thread also has its alarm set for the end of the slice, one that idles has
 * not: it has no tick.
 */
#include <arch/time.h>
#include <kernel/alarm.h>
#include <kernel/sched.h>
#include <kernel/time.h>

static struct list timer_queue = LIST_INIT(timer_queue); /* [sched_lock] */
static struct cpu *watcher = &cpus[0];			 /* [sched_lock] */

static uint64_t first_deadline(void)
{
	if (list_empty(&timer_queue))
		return UINT64_MAX;
	return list_first(&timer_queue, struct thread, timer_link)->deadline;
}

/* Up to when the hart may sleep as far as deadlines go: for ever if another one watches them. */
static uint64_t watch(struct cpu *cpu)
{
	uint64_t first = MIN(first_deadline(), alarm_first());

	if (!IS_ENABLED(CONFIG_SCHED_SMP))
		return first;
	if (cpu != watcher && watcher->alarm <= first)
		return UINT64_MAX;
	watcher = cpu;
	return first;
}

void timer_program(struct cpu *cpu)
{
	uint64_t wanted = watch(cpu);

	if (cpu->current != cpu->idle && cpu->slice_end < wanted)
		wanted = cpu->slice_end;
	if (wanted >= cpu->alarm)
		return;
	cpu->alarm = wanted;
	arch_timer_set(wanted);
}

void timer_insert(struct thread *thread, uint64_t deadline)
{
	struct list *before = timer_queue.prev;

	thread->deadline = deadline;
	while (before != &timer_queue &&
	       list_entry(before, struct thread, timer_link)->deadline > deadline)
		before = before->prev;
	list_insert_after(before, &thread->timer_link);
	timer_program(cpu_current());
}

void timer_remove(struct thread *thread)
{
	list_remove(&thread->timer_link);
}

void timer_expire(uint64_t now)
{
	while (first_deadline() <= now) {
		struct thread *thread = list_first(&timer_queue, struct thread, timer_link);

		thread->timed_out = true;
		list_remove(&thread->link);
		sched_wake(thread);
	}
}
