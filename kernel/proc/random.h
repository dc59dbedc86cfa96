/*
 * Random bytes for programs (getrandom, AT_RANDOM).
 */
#pragma once

#include <lib/types.h>

#ifdef CONFIG_SYSCALLS
/* random_init - gather what the machine offers of uncertainty. At start-up. */
void random_init(void);

/* random_bytes - fill `buffer`. Any context. */
void random_bytes(void *buffer, size_t size);
#else
static inline void random_init(void)
{
}
#endif
