/* The processor, and calls that do little. */
#include "bench.h"

#include "machine.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

static void run_cpu_loop(unsigned long rounds)
{
	timer_start();
	for (unsigned long i = 0; i < rounds; i++)
		machine_loop(500);
	timer_stop();
}

static void run_cpu_copy(unsigned long rounds)
{
	volatile uint64_t *to = (volatile uint64_t *)(void *)in_piece;
	const volatile uint64_t *from = (const volatile uint64_t *)(void *)out_piece;

	timer_start();
	for (unsigned long i = 0; i < rounds; i++)
		for (int word = 0; word < PIECE / 8; word++)
			to[word] = from[word] + i;
	timer_stop();
}

static void run_clock(unsigned long rounds)
{
	struct timespec time;

	timer_start();
	for (unsigned long i = 0; i < rounds; i++)
		clock_gettime(CLOCK_MONOTONIC, &time);
	timer_stop();
}

static void run_getpid(unsigned long rounds)
{
	timer_start();
	for (unsigned long i = 0; i < rounds; i++)
		getpid();
	timer_stop();
}

static void run_fstat(unsigned long rounds)
{
	struct stat status;
	int file = open("file", O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (file < 0)
		err(1, "fstat: file");
	timer_start();
	for (unsigned long i = 0; i < rounds; i++)
		if (fstat(file, &status) < 0)
			err(1, "fstat");
	timer_stop();
	close(file);
	unlink("file");
}

/* Nobody runs meanwhile: the row that shows what the column of waiting tells. */
static void run_sleep_1ms(unsigned long rounds)
{
	const struct timespec millisecond = { 0, 1000000 };

	timer_start();
	for (unsigned long i = 0; i < rounds; i++)
		nanosleep(&millisecond, NULL);
	timer_stop();
}

const struct row call_rows[] = {
	{ "cpu_loop", run_cpu_loop, 1, "500 rounds of a loop, 1000 instructions on riscv64" },
	{ "cpu_copy", run_cpu_copy, 1, "4 KiB copied in the program, eight bytes at a time" },
	{ "clock", run_clock, 1, "clock_gettime, the clock of these figures" },
	{ "getpid", run_getpid, 1, "the call that does least" },
	{ "fstat", run_fstat, 1, "fstat of an open file" },
	{ "sleep_1ms", run_sleep_1ms, 1, "a sleep of a millisecond: all of it is waiting" },
	{ NULL, NULL, 0, NULL },
};
