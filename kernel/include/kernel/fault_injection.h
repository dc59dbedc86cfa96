/*
 * Failures on order (FAULT_INJECTION): a thread asks for the n-th chance to fail, counted from now,
 * to be taken. Chances are allocations of pages and objects, and disk requests, by that thread.
 */
#pragma once

#include <lib/types.h>

#ifdef CONFIG_FAULT_INJECTION
struct fault_injection {
	unsigned int countdown; /* chances up to the failure; 0: none is ordered */
	unsigned int left;      /* what the countdown was when it was last ended */
};

/* fault_due - a chance to fail: must it be taken? Any context. */
bool fault_due(void);

/*
 * fault_order - let the n-th chance of the calling thread fail; with 0, end the countdown.
 * fault_left - what was left of the countdown then; 0 when the failure happened.
 */
void fault_order(unsigned int n);
unsigned int fault_left(void);
#else
struct fault_injection {
};

static inline bool fault_due(void)
{
	return false;
}
#endif
