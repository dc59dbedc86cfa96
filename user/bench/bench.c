/*
 * bench: what calls cost.
 *
 * Each row repeats an operation until that has taken long enough, then as often again several
 * times, and shows the median of these runs. The unit is the nanosecond of the system's clock.
 * Under an emulator in which every instruction takes one, figures are numbers of instructions,
 * exact and the same on every machine; bench finds out and says which it is. There it also says
 * how long nobody was running during a row: only sleep_1ms should have to wait.
 *
 * With -j each row is run by one process and by that many at once.
 */
#include "bench.h"

#include <string.h>
#include <sys/stat.h>

#define MILLISECONDS_DEFAULT 100
#define MILLISECONDS_MAX     60000
#define REPEATS_DEFAULT      3
#define PROCESSES_MAX        64

char out_piece[PIECE] __attribute__((aligned(PAGE)));
char in_piece[PIECE] __attribute__((aligned(PAGE)));

static const struct row *const areas[] = { call_rows, pipe_rows, process_rows, file_rows };

#define AREAS (sizeof(areas) / sizeof(areas[0]))

static uint64_t time_min = MILLISECONDS_DEFAULT * 1000000ul;
static unsigned int repeats = REPEATS_DEFAULT;
static unsigned int processes; /* at once; 0: rows are measured by one alone */

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: bench [-j PROCESSES] [-m MILLISECONDS] [-r REPEATS] [-x PROGRAM] "
			"[ROW...]\n"
			"       bench -l\n");
	exit(2);
}

static unsigned long number(const char *text, unsigned long max)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end != '\0' || value < 1 || value > max)
		errx(2, "'%s' is not a number from 1 to %lu", text, max);
	return value;
}

static void list_rows(void)
{
	for (size_t area = 0; area < AREAS; area++)
		for (const struct row *row = areas[area]; row->name != NULL; row++)
			printf("%-16s %s\n", row->name, row->what);
}

static bool begins_with(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* Whether a row is among those that were named; all are when none was. */
static bool is_wanted(const struct row *row, char **beginnings)
{
	if (*beginnings == NULL)
		return true;
	for (; *beginnings != NULL; beginnings++)
		if (begins_with(row->name, *beginnings))
			return true;
	return false;
}

static void check_names(char **beginnings)
{
	for (; *beginnings != NULL; beginnings++) {
		char *one[] = { *beginnings, NULL };
		bool found = false;

		for (size_t area = 0; area < AREAS; area++)
			for (const struct row *row = areas[area]; row->name != NULL; row++)
				found = found || is_wanted(row, one);
		if (!found)
			errx(2, "there is no row '%s'; -l lists them", *beginnings);
	}
}

void print_share(uint64_t sum, uint64_t operations)
{
	uint64_t tenths = (sum * 10 + operations / 2) / operations;

	printf(" %10lu.%lu", (unsigned long)(tenths / 10), (unsigned long)(tenths % 10));
}

/* The trials also warm all caches. */
unsigned long find_rounds(const struct row *row)
{
	unsigned long rounds = 1;

	for (;;) {
		row->run(rounds);
		if (timer_elapsed() >= time_min)
			return rounds;
		rounds *= timer_elapsed() < time_min / 8 ? 8 : 2;
	}
}

void insert_sorted(uint64_t *times, unsigned int count, uint64_t time)
{
	for (; count > 0 && times[count - 1] > time; count--)
		times[count] = times[count - 1];
	times[count] = time;
}

static void measure(const struct row *row)
{
	unsigned long rounds = find_rounds(row);
	uint64_t operations = (uint64_t)rounds * row->operations;
	uint64_t times[REPEATS_MAX], waited = 0;

	for (unsigned int i = 0; i < repeats; i++) {
		row->run(rounds);
		insert_sorted(times, i, timer_elapsed());
		waited += timer_waited();
	}
	printf("%-16s", row->name);
	print_share(times[repeats / 2], operations);
	print_share(times[0], operations);
	print_share(times[repeats - 1], operations);
	if (timer_tells_waiting())
		print_share(waited, operations * repeats);
	else
		printf(" %12s", "-");
	printf(" %10lu\n", (unsigned long)operations);
	fflush(stdout);
}

static void print_head(void)
{
	printf("# %s per operation, of %u runs of at least %lu ms\n",
	       timer_counts_instructions() ? "instructions" : "nanoseconds", repeats,
	       (unsigned long)(time_min / 1000000));
	if (processes == 0)
		printf("%-16s %12s %12s %12s %12s %10s\n", "# row", "median", "least", "most",
		       "waiting", "operations");
	else
		printf("%-16s %12s %9u at once %12s\n", "# row", "alone", processes, "output");
	fflush(stdout);
}

static void measure_wanted(char **beginnings)
{
	print_head();
	for (size_t area = 0; area < AREAS; area++)
		for (const struct row *row = areas[area]; row->name != NULL; row++)
			if (!is_wanted(row, beginnings))
				continue;
			else if (processes == 0)
				measure(row);
			else
				measure_together(row, processes, repeats);
}

/* The rows make their files in a folder of their own. */
static void measure_in_folder(char **beginnings)
{
	char folder[32];

	snprintf(folder, sizeof(folder), "bench.%d", (int)getpid());
	if (mkdir(folder, 0755) < 0 || chdir(folder) < 0)
		err(1, "%s", folder);
	timer_init();
	measure_wanted(beginnings);
	if (chdir("..") < 0 || rmdir(folder) < 0)
		err(1, "%s", folder);
}

int main(int argc, char **argv)
{
	bool list = false;
	int option;

	while ((option = getopt(argc, argv, "j:lm:r:x:")) != -1) {
		if (option == 'j')
			processes = (unsigned int)number(optarg, PROCESSES_MAX);
		else if (option == 'l')
			list = true;
		else if (option == 'm')
			time_min = number(optarg, MILLISECONDS_MAX) * 1000000;
		else if (option == 'r')
			repeats = (unsigned int)number(optarg, REPEATS_MAX);
		else if (option == 'x')
			nop_program = optarg;
		else
			usage();
	}
	check_names(argv + optind);
	if (list)
		list_rows();
	else
		measure_in_folder(argv + optind);
	return 0;
}
