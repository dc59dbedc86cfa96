#pragma once

#include <abi/sched.h>
#include <stddef.h>
#include <sys/types.h>

#define CPU_SETSIZE 1024

typedef struct {
	unsigned long bits[CPU_SETSIZE / 64];
} cpu_set_t;

#define CPU_ZERO(set) (*(set) = (cpu_set_t){ { 0 } })
#define CPU_SET(cpu, set) ((set)->bits[(cpu) / 64] |= 1UL << (cpu) % 64)
#define CPU_CLR(cpu, set) ((set)->bits[(cpu) / 64] &= ~(1UL << (cpu) % 64))
#define CPU_ISSET(cpu, set) (((set)->bits[(cpu) / 64] >> (cpu) % 64 & 1) != 0)
#define CPU_COUNT(set) libc_cpu_count(set)

int libc_cpu_count(const cpu_set_t *set);

int sched_yield(void);
int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set);
int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set);

/* sched_getcpu - the number of the hart that ran the caller just now. */
int sched_getcpu(void);

