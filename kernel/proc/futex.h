/* Futexes, as the end of threads needs them. With THREADS only. */
#pragma once

#include <lib/types.h>

/* futex_wake_address - wake one who waits for the word at `address` of the caller. May sleep. */
void futex_wake_address(uaddr_t address);

/*
 * futex_leave_robust - the thread `tid` ends: on the futexes of its list at `head` (0: none) that
 * it holds, note that their owner has died, and wake one who waits. May sleep.
 */
void futex_leave_robust(uaddr_t head, int tid);
