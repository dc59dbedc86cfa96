/* free: how much memory there is, in the form of Linux's free. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <unistd.h>

static unsigned long unit = 1024;

/* Bytes in cached blocks. The call does not tell, but /proc/meminfo does where it is there. */
static unsigned long cached_bytes(void)
{
	FILE *file = fopen("/proc/meminfo", "r");
	unsigned long kib = 0;
	char line[100];

	if (file == NULL)
		return 0;
	while (fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, "Buffers:", 8) == 0)
			kib = strtoul(line + 8, NULL, 10);
	fclose(file);
	return kib * 1024;
}

static void print_row(const char *name, const unsigned long *bytes, int count)
{
	printf("%-5s", name);
	for (int i = 0; i < count; i++)
		printf(i == 0 ? "%15lu" : "%12lu", bytes[i] / unit);
	putchar('\n');
}

int main(int argc, char **argv)
{
	unsigned long total, unused, cached;
	struct sysinfo info;
	int option;

	while ((option = getopt(argc, argv, "bgkm")) != -1) {
		if (option == '?') {
			fprintf(stderr, "usage: free [-b | -k | -m | -g]\n");
			return 2;
		}
		unit = option == 'b' ? 1 :
		       option == 'k' ? 1ul << 10 :
		       option == 'm' ? 1ul << 20 :
				       1ul << 30;
	}
	if (sysinfo(&info) < 0)
		err(1, "sysinfo");
	total = info.totalram * info.mem_unit;
	unused = info.freeram * info.mem_unit;
	cached = cached_bytes();
	printf("%20s%12s%12s%12s%12s%12s\n", "total", "used", "free", "shared", "buff/cache",
	       "available");
	print_row("Mem:",
		  (unsigned long[]){ total, total - unused - cached, unused, 0, cached,
				     unused + cached },
		  6);
	print_row("Swap:", (unsigned long[]){ 0, 0, 0 }, 3);
	return 0;
}
