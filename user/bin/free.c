/* free: how much memory there is. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sysinfo.h>
#include <unistd.h>

static unsigned long unit = 1024;

static unsigned long in_units(unsigned long amount, unsigned int size)
{
	return amount * size / unit;
}

int main(int argc, char **argv)
{
	struct sysinfo info;
	int option;

	while ((option = getopt(argc, argv, "bkm")) != -1) {
		if (option == '?') {
			fprintf(stderr, "usage: free [-b | -k | -m]\n");
			return 2;
		}
		unit = option == 'b' ? 1 : option == 'k' ? 1024 : 1024 * 1024;
	}
	if (sysinfo(&info) < 0)
		err(1, "sysinfo");
	printf("        %12s %12s %12s %12s\n", "total", "used", "free", "buffers");
	printf("Memory: %12lu %12lu %12lu %12lu\n", in_units(info.totalram, info.mem_unit),
	       in_units(info.totalram - info.freeram - info.bufferram, info.mem_unit),
	       in_units(info.freeram, info.mem_unit), in_units(info.bufferram, info.mem_unit));
	return 0;
}
