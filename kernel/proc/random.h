/*
 * Random bytes for programs (getrandom, AT_RANDOM).
 */
#pragma once

#include <lib/types.h>

#ifdef CONFIG_CALLS_SYSTEM
/* random_bytes - fill `buffer`. Any context. */
void random_bytes(void *buffer, size_t size);
#else
#include <arch/time.h>

/* Nobody was promised anything: the counter's bytes do for AT_RANDOM. */
static inline void random_bytes(void *buffer, size_t size)
{
	for (uint8_t *byte = buffer; size > 0; size--)
		*byte++ = (uint8_t)arch_time_read();
}
#endif
