/*
 * Timed sleeps, and the alarms of the harts.
 *
 * Threads with a deadline stand in timer_queue, the earliest first; sched_lock guards it. At least
 * one hart always has its alarm set no later than the first deadline: the one that inserted it, or
 * the one that served the alarm before it. A hart that runs a thread also has its alarm set for
 * the end of the slice, one that idles has not: it has no tick.
 */
#include <arch/time.h>
#include <kernel/alarm.h>
#include <kernel/sched.h>
#include <kernel/time.h>

static struct list timer_queue = LIST_INIT(timer_queue); /* [sched_lock] */

static uint64_t first_deadline(void)
{
	if (list_empty(&timer_queue))
		return UINT64_MAX;
	return list_first(&timer_queue, struct thread, timer_link)->deadline;
}

void timer_program(struct cpu *cpu)
{
	uint64_t wanted = MIN(first_deadline(), alarm_first());

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
