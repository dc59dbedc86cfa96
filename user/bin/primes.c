/*
 * primes: count the primes below a number, with one worker and then with as many as there are
 * harts, and say how many times faster that was. The workers share no memory: each takes every n-th
 * piece of the range, and reports its count through a pipe.
 */
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_LIMIT 1000000u
#define PIECE 1000u /* numbers in a piece: small, since larger numbers take longer to test */
#define WORKERS_MAX 64

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: primes [-j WORKERS] [LIMIT]\n");
	exit(2);
}

static bool is_prime(unsigned int number)
{
	unsigned int divisor;

	if (number < 4)
		return number >= 2;
	if (number % 2 == 0)
		return false;
	for (divisor = 3; divisor <= number / divisor; divisor += 2)
		if (number % divisor == 0)
			return false;
	return true;
}

static unsigned long count_share(unsigned int limit, unsigned int worker, unsigned int workers)
{
	unsigned long start, count = 0;

	for (start = (unsigned long)worker * PIECE; start < limit;
	     start += (unsigned long)workers * PIECE) {
		unsigned long end = start + PIECE < limit ? start + PIECE : limit, number;

		for (number = start; number < end; number++)
			count += is_prime((unsigned int)number);
	}
	return count;
}

static void start_worker(unsigned int limit, unsigned int worker, unsigned int workers, int output)
{
	pid_t child = fork();
	unsigned long count;

	if (child < 0)
		err(1, "cannot start worker %u", worker);
	if (child != 0)
		return;
	count = count_share(limit, worker, workers);
	_exit(write(output, &count, sizeof(count)) == sizeof(count) ? 0 : 1);
}

static unsigned long count_with(unsigned int limit, unsigned int workers)
{
	unsigned long sum = 0, count;
	unsigned int i, reports = 0;
	int fds[2];

	if (pipe(fds) < 0)
		err(1, "cannot make a pipe");
	for (i = 0; i < workers; i++)
		start_worker(limit, i, workers, fds[1]);
	close(fds[1]);
	for (; read(fds[0], &count, sizeof(count)) == sizeof(count); reports++)
		sum += count;
	close(fds[0]);
	while (wait(NULL) > 0 || errno == EINTR)
		continue;
	if (reports != workers)
		errx(1, "only %u of %u workers reported", reports, workers);
	return sum;
}

/* Count, and say how long that took. Returns the milliseconds. */
static unsigned long measure(unsigned int limit, unsigned int workers)
{
	struct timespec start, end;
	unsigned long count, milliseconds;

	clock_gettime(CLOCK_MONOTONIC, &start);
	count = count_with(limit, workers);
	clock_gettime(CLOCK_MONOTONIC, &end);
	milliseconds = (unsigned long)((end.tv_sec - start.tv_sec) * 1000 +
				       (end.tv_nsec - start.tv_nsec) / 1000000);
	printf("%lu primes below %u, %u worker%s: %lu ms\n", count, limit, workers,
	       workers == 1 ? "" : "s", milliseconds);
	return milliseconds == 0 ? 1 : milliseconds;
}

static unsigned int parse(const char *text, unsigned long max)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (*text == '\0' || *end != '\0' || value < 1 || value > max)
		errx(2, "bad number '%s'", text);
	return (unsigned int)value;
}

int main(int argc, char **argv)
{
	unsigned int workers = (unsigned int)get_nprocs(), limit = DEFAULT_LIMIT;
	unsigned long alone, together, speed_up;
	int option;

	while ((option = getopt(argc, argv, "j:")) != -1) {
		if (option != 'j')
			usage();
		workers = parse(optarg, WORKERS_MAX);
	}
	if (argc - optind > 1)
		usage();
	if (optind < argc)
		limit = parse(argv[optind], UINT_MAX);
	alone = measure(limit, 1);
	if (workers == 1)
		return 0;
	fflush(stdout);
	together = measure(limit, workers);
	speed_up = alone * 100 / together;
	printf("speed-up %lu.%02lu\n", speed_up / 100, speed_up % 100);
	return 0;
}
