#pragma once

struct sysinfo {
	long uptime;
	unsigned long loads[3];
	unsigned long totalram, freeram, sharedram, bufferram;
	unsigned long totalswap, freeswap;
	unsigned short procs;
	unsigned short padding;
	unsigned long totalhigh, freehigh;
	unsigned int mem_unit;
};

int sysinfo(struct sysinfo *info);
int get_nprocs(void);
