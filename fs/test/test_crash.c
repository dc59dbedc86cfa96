/* The campaign of power cuts, see crash.h: a small one, or as large as is asked for. */
#include "crash.h"

#include <unistd.h>

static void tally_print(const struct tally *tally, const char *what)
{
	printf("  %s: %lu states, %lu torn; epochs: %lu whole, %lu in part; up to %zu writes\n",
	       what, tally->states, tally->torn, tally->whole, tally->sampled, tally->longest);
}

static void test_block_size(uint32_t size)
{
	if (crash_options.block_size != 0 && size != crash_options.block_size)
		return;
	host_start();
	crash_run(size);
	printf("blocks of %u: %u runs\n", size, crash_totals.runs);
	tally_print(&crash_totals.states, "power cuts");
	printf("  %lu recoveries wrote something\n", crash_totals.recoveries);
	tally_print(&crash_totals.nested, "power cuts during those");
	fflush(stdout);
}

static void usage(void)
{
	fprintf(stderr,
		"usage: test_crash [-e] [-b BLOCK-SIZE] [-w WORKLOAD] [-r RUNS] [-n WRITES] "
		"[-s SAMPLES] [-t TORN] [-c EACH]\n"
		"workloads:");
	for (unsigned int i = 0; i < workload_count; i++)
		fprintf(stderr, " %s", workloads[i].name);
	fprintf(stderr, "\n");
	exit(2);
}

static void option_take(int option, const char *value)
{
	unsigned int number = value != NULL ? (unsigned int)atoi(value) : 0;

	switch (option) {
	case 'e':
		crash_options.every = crash_options.effort.singles = true;
		crash_options.effort.prefixes = crash_options.nested.prefixes = 0;
		crash_options.effort.epochs_each = crash_options.nested.epochs_each = 1;
		break;
	case 'b':
		crash_options.block_size = number;
		break;
	case 'w':
		crash_options.workload = value;
		break;
	case 'r':
		crash_options.seeds = number;
		break;
	case 'n':
		crash_options.effort.whole_up_to = crash_options.nested.whole_up_to = number;
		break;
	case 's':
		crash_options.effort.samples = crash_options.nested.samples = number;
		break;
	case 't':
		crash_options.effort.torn = crash_options.nested.torn = number;
		break;
	case 'c':
		crash_options.nested_each = number;
		break;
	default:
		usage();
	}
}

int main(int argc, char **argv)
{
	int option;

	host_quiet = true;
	while ((option = getopt(argc, argv, "eb:w:r:n:s:t:c:")) != -1)
		option_take(option, optarg);
	test_each_block_size(test_block_size);
	return 0;
}
