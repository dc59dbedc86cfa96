#include <arch/time.h>
#include <kernel/platform.h>
#include <kernel/time.h>

#define NS_PER_SECOND 1000000000ull

static uint64_t wall_offset; /* added to the time since start; written once, at start-up */

uint64_t time_now(void)
{
	return arch_time_read();
}

uint64_t time_frequency(void)
{
	return platform.timebase;
}

uint64_t time_to_ns(uint64_t counts)
{
	uint64_t frequency = time_frequency();

	return counts / frequency * NS_PER_SECOND + counts % frequency * NS_PER_SECOND / frequency;
}

uint64_t time_from_ns(uint64_t ns)
{
	uint64_t frequency = time_frequency();
	uint64_t seconds = ns / NS_PER_SECOND;
	uint64_t rest = (ns % NS_PER_SECOND * frequency + NS_PER_SECOND - 1) / NS_PER_SECOND;

	if (seconds >= UINT64_MAX / frequency)
		return UINT64_MAX;
	return seconds * frequency + rest;
}

uint64_t time_wall_ns(void)
{
	return wall_offset + time_to_ns(time_now());
}

void time_wall_set(uint64_t ns_since_1970)
{
	wall_offset = ns_since_1970 - time_to_ns(time_now());
}
