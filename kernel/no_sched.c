/*
 * Without threads: the timer counts, and nothing is ever preempted.
 */
#include <arch/upward.h>

void trap_preempt(void)
{
}

__weak void timer_interrupt(void)
{
}
