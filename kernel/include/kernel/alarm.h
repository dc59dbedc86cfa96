/*
 * Alarms of processes: kernel/proc provides them where there are signal handlers. The timer only
 * knows the earliest of them.
 */
#pragma once

#include <arch/time.h>
#include <lib/types.h>

#ifdef CONFIG_SIGNALS
/* When alarm_expire() wants to be called, UINT64_MAX: never. [sched_lock; a look needs no lock] */
extern uint64_t alarm_deadline;

/* alarm_program - change alarm_deadline and let this hart's timer know. Any context. */
void alarm_program(uint64_t deadline);

/* alarm_expire - send what is due at `now`. Interrupt context, no locks. */
void alarm_expire(uint64_t now);

static inline uint64_t alarm_first(void)
{
	return alarm_deadline;
}

/* alarm_check - the same, if anything is due now. */
static inline void alarm_check(void)
{
	uint64_t now = arch_time_read();

	if (now >= alarm_deadline)
		alarm_expire(now);
}
#else
static inline uint64_t alarm_first(void)
{
	return UINT64_MAX;
}

static inline void alarm_check(void)
{
}
#endif
