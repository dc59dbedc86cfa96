/*
 * The timers of setitimer, of which ITIMER_REAL is there: processes with one stand on a list, the
 * earliest first. What is due is sent from the timer's interrupt.
 *
 * A timer that has gone off is off the list. One with an interval comes back when its SIGALRM is
 * taken, as on Linux: so a process has at most one interrupt for each signal that it takes, however
 * short the interval, and none for those that it ignores or blocks.
 */
#include "calls.h"
#include "signal_private.h"

#include <abi/errno.h>
#include <abi/time.h>
#include <kernel/alarm.h>
#include <kernel/time.h>
#include <mm/ucopy.h>

static struct list alarms = LIST_INIT(alarms); /* [tree_lock] */

#define US_PER_SECOND 1000000

static struct process_signals *first_alarm(void)
{
	return list_empty(&alarms) ? NULL : list_first(&alarms, struct process_signals, alarm);
}

static void program_first(void)
{
	const struct process_signals *first = first_alarm();

	alarm_program(first ? first->alarm_deadline : UINT64_MAX);
}

static bool is_running(const struct process_signals *signals)
{
	return !list_empty(&signals->alarm);
}

/* Let it go off at `deadline`. tree_lock is held. */
static void insert(struct process_signals *signals, uint64_t deadline)
{
	struct list *before = alarms.prev;

	signals->alarm_deadline = deadline;
	while (before != &alarms &&
	       list_entry(before, struct process_signals, alarm)->alarm_deadline > deadline)
		before = before->prev;
	list_insert_after(before, &signals->alarm);
}

void alarm_cancel(struct process *process)
{
	list_remove(&process->signals.alarm);
}

/* An interval that was missed is not made up for: the next one begins where it would have. */
static uint64_t next_time(const struct process_signals *signals, uint64_t now)
{
	uint64_t late = now - signals->alarm_deadline;

	return now + signals->alarm_interval - late % signals->alarm_interval;
}

void alarm_taken(struct process *process)
{
	struct process_signals *signals = &process->signals;

	if (!signals->alarm_interval || is_running(signals))
		return;
	insert(signals, next_time(signals, time_now()));
	program_first();
}

static void go_off(struct process_signals *signals)
{
	const struct signal_info info = signal_from_kernel(SIGALRM);
	struct process *process = container_of(signals, struct process, signals);

	alarm_cancel(process);
	signal_send(process, &info);
}

void alarm_expire(uint64_t now)
{
	irq_key_t key = spin_lock(&tree_lock);
	struct process_signals *signals;

	while ((signals = first_alarm()) && signals->alarm_deadline <= now)
		go_off(signals);
	program_first();
	spin_unlock(&tree_lock, key);
}

static struct abi_timeval timeval_of(uint64_t counts)
{
	uint64_t us = (time_to_ns(counts) + 999) / 1000;

	return (struct abi_timeval){
		.tv_sec = (int64_t)(us / US_PER_SECOND),
		.tv_usec = (int64_t)(us % US_PER_SECOND),
	};
}

/* What is left, at least a microsecond while it runs. tree_lock is held. */
static struct abi_itimerval timer_now(const struct process_signals *signals, uint64_t now)
{
	uint64_t deadline = signals->alarm_deadline;
	uint64_t left = deadline > now ? deadline - now : 1;

	return (struct abi_itimerval){
		.it_interval = timeval_of(signals->alarm_interval),
		.it_value = timeval_of(is_running(signals) ? left : 0),
	};
}

static bool is_good(const struct abi_timeval *time)
{
	return time->tv_sec >= 0 && time->tv_usec >= 0 && time->tv_usec < US_PER_SECOND;
}

static uint64_t counts_of(const struct abi_timeval *time)
{
	const int64_t most = INT64_MAX / 1000 / US_PER_SECOND / 2;
	int64_t seconds = MIN(time->tv_sec, most);

	return time_from_ns(((uint64_t)seconds * US_PER_SECOND + (uint64_t)time->tv_usec) * 1000);
}

static struct abi_itimerval replace_timer(struct process *process,
					  const struct abi_itimerval *wanted)
{
	struct process_signals *signals = &process->signals;
	uint64_t value = counts_of(&wanted->it_value), now = time_now();
	irq_key_t key = spin_lock(&tree_lock);
	struct abi_itimerval old = timer_now(signals, now);

	alarm_cancel(process);
	signals->alarm_interval = value ? counts_of(&wanted->it_interval) : 0;
	if (value)
		insert(signals, now + value);
	program_first();
	spin_unlock(&tree_lock, key);
	return old;
}

long sys_setitimer(kind_int which, kind_pointer new_timer, kind_pointer old_timer)
{
	struct abi_itimerval wanted = { 0 }, old;

	if (new_timer && copy_from_user(&wanted, new_timer, sizeof(wanted)) < 0)
		return -EFAULT;
	if (which != ITIMER_REAL || !is_good(&wanted.it_value) || !is_good(&wanted.it_interval))
		return -EINVAL;
	old = replace_timer(process_current(), &wanted);
	return old_timer ? copy_to_user(old_timer, &old, sizeof(old)) : 0;
}

long sys_getitimer(kind_int which, kind_pointer timer)
{
	struct abi_itimerval now;
	irq_key_t key;

	if (which != ITIMER_REAL)
		return -EINVAL;
	key = spin_lock(&tree_lock);
	now = timer_now(&process_current()->signals, time_now());
	spin_unlock(&tree_lock, key);
	return copy_to_user(timer, &now, sizeof(now));
}
