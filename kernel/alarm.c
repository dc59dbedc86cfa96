/*
 * The earliest alarm of a process, which the harts' own alarms are set for as they are for the
 * earliest deadline of a sleeping thread (timer.c).
 */
#include <kernel/alarm.h>
#include <kernel/sched.h>

uint64_t alarm_deadline = UINT64_MAX;

void alarm_program(uint64_t deadline)
{
	irq_key_t key = spin_lock(&sched_lock);

	alarm_deadline = deadline;
	timer_program(cpu_current());
	spin_unlock(&sched_lock, key);
}
