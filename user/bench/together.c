/*
 * -j: rows run by several processes at once, which shows what of their work harts do at the same
 * time.
 */
#include "bench.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

struct party {
	const struct row *row;
	unsigned long rounds;
	int begin[2];  /* its end of file is the sign to begin */
	int report[2]; /* each writes when it is ready, and when it has run the row */
};

static void tell(const struct party *party, struct span span)
{
	if (write(party->report[1], &span, sizeof(span)) != sizeof(span))
		err(1, "write");
}

static struct span hear(const struct party *party)
{
	struct span span;

	if (read(party->report[0], &span, sizeof(span)) != sizeof(span))
		errx(1, "%s: one of the processes has failed", party->row->name);
	return span;
}

/* One of the processes. It works in a folder of its own. */
static _Noreturn void take_part(struct party *party, unsigned int number)
{
	char folder[12], byte;

	close(party->begin[1]);
	close(party->report[0]);
	snprintf(folder, sizeof(folder), "%u", number);
	if (mkdir(folder, 0755) < 0 || chdir(folder) < 0)
		err(1, "%s", folder);
	tell(party, (struct span){ 0 });
	if (read(party->begin[0], &byte, 1) != 0)
		err(1, "read");
	party->row->run(party->rounds);
	if (chdir("..") < 0 || rmdir(folder) < 0)
		err(1, "%s", folder);
	tell(party, timer_span());
	_exit(0);
}

static void start(struct party *party, unsigned int processes)
{
	if (pipe(party->begin) < 0 || pipe(party->report) < 0)
		err(1, "pipe");
	for (unsigned int i = 0; i < processes; i++) {
		pid_t child = fork();

		if (child < 0)
			err(1, "fork");
		if (child == 0)
			take_part(party, i);
	}
	close(party->report[1]);
	close(party->begin[0]);
	for (unsigned int i = 0; i < processes; i++)
		hear(party);
	close(party->begin[1]);
}

/* From the first one's start to the last one's end; adds up the times that they took. */
static uint64_t run_together(const struct row *row, unsigned long rounds, unsigned int processes,
			     uint64_t *sum)
{
	struct party party = { .row = row, .rounds = rounds };
	struct span whole = { .began = UINT64_MAX };

	start(&party, processes);
	for (unsigned int i = 0; i < processes; i++) {
		struct span span = hear(&party);

		*sum += span.ended - span.began;
		if (span.began < whole.began)
			whole.began = span.began;
		if (span.ended > whole.ended)
			whole.ended = span.ended;
	}
	close(party.report[0]);
	while (wait(NULL) > 0)
		continue;
	return whole.ended - whole.began;
}

void measure_together(const struct row *row, unsigned int processes, unsigned int repeats)
{
	unsigned long rounds = find_rounds(row);
	uint64_t operations = (uint64_t)rounds * row->operations * repeats;
	uint64_t outputs[REPEATS_MAX], alone = 0, together = 0, output;

	for (unsigned int i = 0; i < repeats; i++) {
		row->run(rounds);
		output = timer_elapsed() * processes * 100;
		alone += timer_elapsed();
		output /= run_together(row, rounds, processes, &together);
		insert_sorted(outputs, i, output);
	}
	output = outputs[repeats / 2];
	printf("%-16s", row->name);
	print_share(alone, operations);
	print_share(together, operations * processes);
	printf(" %9lu.%02lu\n", (unsigned long)(output / 100), (unsigned long)(output % 100));
	fflush(stdout);
}
