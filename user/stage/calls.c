/*
 * calls: the first process of stage 4. It makes each of the calls there are and says what it saw.
 */
#include "say.h"

#include <abi/signal.h>
#include <abi/time.h>

#define EXIT_STATUS 42
#define SLEEP_MS    50
#define HEAP_SIZE   8192

int main(void);

static long fork(void)
{
	return CALL(clone, SIGCHLD, 0, 0, 0, 0);
}

static long wait(int *status)
{
	return CALL(wait4, -1, status, 0, 0);
}

static void sleep_ms(long ms)
{
	const struct abi_timespec time = { .tv_nsec = ms * 1000000 };

	CALL(nanosleep, &time, 0);
}

static void show_write(void)
{
	static const char text[] = "write: this line was written by a program\n";
	long written = CALL(write, 1, text, sizeof(text) - 1);

	say("write: %ld bytes of %ld were taken\n", written, (long)sizeof(text) - 1);
}

static void show_getpid(void)
{
	say("getpid: this is process %ld\n", CALL(getpid));
}

/* The child changes a variable, which is a copy of its own, and exits. */
static void show_fork_exit_wait(void)
{
	static volatile int variable = 1;
	int status = -1;
	long child = fork(), ended;

	if (child == 0) {
		variable = 2;
		say("fork: the child is process %ld and has set its variable to %d\n",
		    CALL(getpid), variable);
		say("exit: process %ld leaves with status %d\n", CALL(getpid), EXIT_STATUS);
		CALL(exit, EXIT_STATUS);
		say("exit: it is still there\n");
	}
	ended = wait(&status);
	say("fork: the parent got %ld, and its variable is still %d\n", child, variable);
	say("wait: process %ld has ended with status %d\n", ended, status >> 8);
}

static void show_kill(void)
{
	int status = -1;
	long child = fork(), result, ended;

	if (child == 0)
		for (;;)
			continue;
	result = CALL(kill, child, SIGTERM);
	ended = wait(&status);
	say("kill: sent signal %d to process %ld: %ld; process %ld has died of signal %d\n",
	    SIGTERM, child, result, ended, status & 0x7f);
}

/* The child ends before its own child does, which the first process then inherits. */
static void show_reparenting(void)
{
	long child = fork(), first, second;

	if (child == 0) {
		if (fork() == 0)
			sleep_ms(2 * SLEEP_MS);
		CALL(exit, 0);
	}
	first = wait(NULL);
	second = wait(NULL);
	say("wait: after process %ld came process %ld, which was that one's child\n", first,
	    second);
}

static void show_uptime_and_sleep(void)
{
	long before = CALL(times, 0), after;

	say("uptime: %ld hundredths of a second\n", before);
	sleep_ms(SLEEP_MS);
	after = CALL(times, 0);
	say("sleep: asked for %d ms, slept %ld hundredths of a second\n", SLEEP_MS,
	    after - before);
}

static void show_sbrk(void)
{
	uintptr_t start = (uintptr_t)CALL(brk, 0), end = (uintptr_t)CALL(brk, start + HEAP_SIZE);
	volatile uint64_t *last = (volatile uint64_t *)(end - sizeof(*last));
	uint64_t fresh = *last;

	*last = 0x5742;
	say("sbrk: the heap grew from %lx to %lx; its last word was %lx and is %lx; ",
	    (unsigned long)start, (unsigned long)end, (unsigned long)fresh, (unsigned long)*last);
	say("it shrank to %lx\n", (unsigned long)CALL(brk, start));
}

static void show_errors(void)
{
	say("errors: write to descriptor 9: %s\n", error_text(CALL(write, 9, "x", 1)));
	say("errors: write from address 8: %s\n", error_text(CALL(write, 1, 8, 1)));
	say("errors: kill of process 99: %s\n", error_text(CALL(kill, 99, SIGTERM)));
	say("errors: wait without children: %s\n", error_text(wait(NULL)));
	say("errors: openat: %s\n", error_text(CALL(openat, -100, "/", 0, 0)));
}

static void show_read(void)
{
	char line[80];
	long got;

	say("read: type a line\n");
	got = hear(line, sizeof(line));
	say("read: %ld bytes: \"%s\"\n", got, line);
}

int main(void)
{
	show_write();
	show_getpid();
	show_fork_exit_wait();
	show_kill();
	show_reparenting();
	show_uptime_and_sleep();
	show_sbrk();
	show_errors();
	show_read();
	finish();
}
