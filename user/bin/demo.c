/*
 * demo: four workers compute side by side and tell through a pipe how long each took. On one hart
 * they take turns; on several they run at the same time, and the total is less than the sum.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORKERS 4
#define ROUNDS 20000000u

struct report {
	int worker;
	unsigned int result;
	long start, end; /* microseconds since the demo began */
};

static struct timespec began;

static long elapsed(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - began.tv_sec) * 1000000 + (now.tv_nsec - began.tv_nsec) / 1000;
}

/* Something that takes a while and can not be left out: the result is reported. */
static unsigned int compute(unsigned int seed)
{
	unsigned int value = seed, i;

	for (i = 0; i < ROUNDS; i++)
		value = value * 1664525 + 1013904223;
	return value;
}

static _Noreturn void work(int worker, int output)
{
	struct report report = { .worker = worker, .start = elapsed() };

	report.result = compute((unsigned int)worker);
	report.end = elapsed();
	if (write(output, &report, sizeof(report)) != sizeof(report))
		err(1, "worker %d cannot report", worker);
	_exit(0);
}

static void start_worker(int worker, const int fds[2])
{
	pid_t child = fork();

	if (child < 0)
		err(1, "cannot start worker %d", worker);
	if (child == 0) {
		close(fds[0]);
		work(worker, fds[1]);
	}
}

/* Reports are shorter than PIPE_BUF, so that each comes whole. */
static int read_reports(int input)
{
	struct report report;
	int count = 0;
	ssize_t size;

	while ((size = read(input, &report, sizeof(report))) == sizeof(report)) {
		printf("worker %d: from %ld.%03ld to %ld.%03ld ms, result %08x\n", report.worker,
		       report.start / 1000, report.start % 1000, report.end / 1000,
		       report.end % 1000, report.result);
		count++;
	}
	return count;
}

int main(int argc, char **argv)
{
	int fds[2], i, count;
	long total;

	if (getopt(argc, argv, "") != -1 || optind < argc) {
		fprintf(stderr, "usage: demo\n");
		return 2;
	}
	clock_gettime(CLOCK_MONOTONIC, &began);
	if (pipe(fds) < 0)
		err(1, "cannot make a pipe");
	for (i = 0; i < WORKERS; i++)
		start_worker(i, fds);
	close(fds[1]);
	count = read_reports(fds[0]);
	while (wait(NULL) > 0 || errno == EINTR)
		continue;
	total = elapsed();
	printf("%d workers, %ld.%03ld ms\n", count, total / 1000, total % 1000);
	return count == WORKERS ? 0 : 1;
}
