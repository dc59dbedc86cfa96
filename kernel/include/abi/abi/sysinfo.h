/* What sysinfo() fills. */
#pragma once

#include <stdint.h>

/* The load averages are fixed-point numbers with this many fraction bits. */
#define ABI_SYSINFO_LOAD_SHIFT 16

struct abi_sysinfo {
	int64_t uptime;     /* seconds */
	uint64_t loads[3];  /* over 1, 5 and 15 minutes */
	uint64_t totalram;  /* this and the next ones in units of mem_unit bytes */
	uint64_t freeram;
	uint64_t sharedram;
	uint64_t bufferram;
	uint64_t totalswap;
	uint64_t freeswap;
	uint16_t procs;
	uint16_t padding;
	uint32_t padding2;
	uint64_t totalhigh;
	uint64_t freehigh;
	uint32_t mem_unit;
	uint32_t padding3;
};

_Static_assert(sizeof(struct abi_sysinfo) == 112, "the size Linux gives struct sysinfo");
