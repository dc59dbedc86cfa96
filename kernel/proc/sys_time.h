/* What the calls on time share. */
#pragma once

#include <abi/time.h>
#include <lib/types.h>

/* time_in_hundredths - time units as the hundredths of a second that times() counts in. */
uint64_t time_in_hundredths(uint64_t counts);

/* timespec_from_user - a length of time, in time units. 0, -EFAULT or -EINVAL. */
int timespec_from_user(uaddr_t from, uint64_t *counts);

/* timespec_to_user - nanoseconds as a struct timespec. 0 or -EFAULT. */
int timespec_to_user(uaddr_t to, uint64_t ns);

/* deadline_of - in time units, of an absolute time on a clock. */
uint64_t deadline_of(int clock, uint64_t counts);

/* sleep_until - to `deadline`; when interrupted, `remaining` (if any) hears how long was left. */
long sleep_until(uint64_t deadline, uaddr_t remaining);
