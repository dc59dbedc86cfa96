/*
 * The countdown of each thread. It alone accesses it, so there is nothing to lock; an interrupt may
 * count for the thread that it interrupts.
 */
#include <kernel/fault_injection.h>

#include <kernel/thread.h>

bool fault_due(void)
{
	struct fault_injection *faults = &thread_current()->faults;

	return faults->countdown > 0 && --faults->countdown == 0;
}

void fault_order(unsigned int n)
{
	struct fault_injection *faults = &thread_current()->faults;

	faults->left = faults->countdown;
	faults->countdown = n;
}

unsigned int fault_left(void)
{
	return thread_current()->faults.left;
}
