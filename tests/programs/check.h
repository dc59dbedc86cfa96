/*
 * Checks for the programs in this folder. They use what POSIX and Linux have in common and run on
 * both: a Linux that fails them shows that the test is wrong, a Strata that does has a bug.
 */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static int checks, failures;

#define CHECK(condition)                                                                           \
	do {                                                                                       \
		checks++;                                                                          \
		if (!(condition)) {                                                                \
			failures++;                                                                \
			printf("FAILED %s:%d: %s (errno %d)\n", __FILE__, __LINE__, #condition,    \
			       errno);                                                             \
		}                                                                                  \
	} while (0)

/* The call fails with just this error. */
#define CHECK_ERROR(call, error)                                                                   \
	do {                                                                                       \
		errno = 0;                                                                         \
		CHECK((long)(call) == -1 && errno == (error));                                     \
	} while (0)

/* report - what main returns. */
static inline int report(void)
{
	printf("%d checks, %d failed\n", checks, failures);
	return failures != 0;
}

/* status_of - runs `body` in a child and returns the status that wait gives. */
static inline int status_of(void (*body)(void))
{
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		body();
		_exit(99);
	}
	CHECK(child > 0);
	CHECK(waitpid(child, &status, 0) == child);
	return status;
}

/* killed_by - whether a child that runs `body` dies of that signal. */
static inline int killed_by(void (*body)(void), int signal_number)
{
	int status = status_of(body);

	if (WIFSIGNALED(status) && WTERMSIG(status) == signal_number)
		return 1;
	printf("status %#x instead of signal %d\n", (unsigned int)status, signal_number);
	return 0;
}
