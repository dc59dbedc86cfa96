/* Checks that say where they failed and end the test. */
#pragma once

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition, ...)                                                                      \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition);            \
			fprintf(stderr, __VA_ARGS__);                                              \
			fputc('\n', stderr);                                                       \
			exit(1);                                                                   \
		}                                                                                  \
	} while (0)

/* A generator that gives the same numbers in each run. */
static inline unsigned int test_random(void)
{
	static unsigned long state = 12345;

	state = state * 6364136223846793005ul + 1442695040888963407ul;
	return (unsigned int)(state >> 33);
}
