/* The clock of bench, in nanoseconds, and what it says about the machine. */
#include "bench.h"

#include "machine.h"

#include <fcntl.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <time.h>

/* A loop is taken for counted when it lasts as long as it should but for this part of it. */
#define TOLERANCE    100
#define TRIAL_ROUNDS 50000
/* Shorter times are those of the measuring itself. */
#define WAITING_MIN 20000

static bool counts_instructions, tells_waiting;
static uint64_t began, ended;
static uint64_t asked, busy_then; /* when it was asked what the hart had done, and the answer */
static uint64_t waited;

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* Instructions that the boot hart has spent, idling left out. 0: nobody knows. */
static uint64_t busy_instructions(void)
{
	char text[256];
	int file = open("/proc/boot", O_RDONLY);
	ssize_t length;
	const char *line;

	if (file < 0)
		return 0;
	length = read(file, text, sizeof(text) - 1);
	close(file);
	if (length <= 0)
		return 0;
	text[length] = '\0';
	line = strstr(text, "now ");
	return line == NULL ? 0 : strtoul(line + 4, NULL, 10);
}

static bool lasts(void (*loop)(unsigned long), unsigned int round)
{
	const uint64_t expected = (uint64_t)TRIAL_ROUNDS * round, slack = expected / TOLERANCE;
	uint64_t begin = now(), elapsed;

	loop(TRIAL_ROUNDS);
	elapsed = now() - begin;
	return elapsed >= expected - slack && elapsed <= expected + slack;
}

/* Two kinds of loops do not both happen to take as long as they have instructions. */
static bool loops_are_counted(void)
{
	for (int round = 0; round < 3; round++)
		if (!lasts(machine_loop, SHORT_ROUND) || !lasts(machine_mixed_loop, MIXED_ROUND))
			return false;
	return true;
}

void timer_init(void)
{
	counts_instructions = MACHINE_IS_KNOWN && loops_are_counted();
	tells_waiting = counts_instructions && get_nprocs() == 1 && busy_instructions() != 0;
}

void timer_start(void)
{
	if (tells_waiting) {
		asked = now();
		busy_then = busy_instructions();
	}
	began = now();
}

void timer_stop(void)
{
	uint64_t passed, worked;

	ended = now();
	waited = 0;
	if (!tells_waiting)
		return;
	passed = ended - asked;
	worked = busy_instructions() - busy_then;
	if (passed > worked + WAITING_MIN)
		waited = passed - worked;
}

uint64_t timer_elapsed(void)
{
	return ended - began;
}

struct span timer_span(void)
{
	return (struct span){ .began = began, .ended = ended };
}

uint64_t timer_waited(void)
{
	return waited;
}

bool timer_tells_waiting(void)
{
	return tells_waiting;
}

bool timer_counts_instructions(void)
{
	return counts_instructions;
}
