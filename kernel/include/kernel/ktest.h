/*
 * Tests inside the kernel (KTEST).
 *
 *	KTEST(name)
 *	{
 *		KTEST_EXPECT(1 + 1 == 2);
 *	}
 *
 * anywhere in a file that is compiled with KTEST registers a test. `ktest` on the kernel's command
 * line runs all of them in a kernel thread, one after the other, instead of starting init; the
 * results come in TAP, the Test Anything Protocol, and the machine is switched off with status 0 or
 * 1. `ktest=NAME` runs one.
 *
 * A KTEST_PLANT(name) does something forbidden, for a checker to catch; it runs by name only.
 */
#pragma once

#include <lib/compiler.h>
#include <lib/types.h>

#ifdef CONFIG_KTEST
struct ktest {
	const char *name;
	void (*run)(void);
	bool planted;
};

/* The linker puts these side by side; their alignment keeps them an array. */
#define KTEST_REGISTER(test, is_planted)                                                           \
	static void test(void);                                                                    \
	static const struct ktest ktest_##test __used __section(".ktests")                         \
		__aligned(sizeof(void *)) = { #test, test, is_planted };                           \
	static void test(void)

#define KTEST(name)	  KTEST_REGISTER(name, false)
#define KTEST_PLANT(name) KTEST_REGISTER(name, true)

/* KTEST_MEASURE - one that prints figures, and is run like those by its name alone. */
#define KTEST_MEASURE(name) KTEST_REGISTER(name, true)

/* KTEST_EXPECT - note a failure, with its place, when the condition does not hold; go on. */
#define KTEST_EXPECT(condition)                                                                    \
	do {                                                                                       \
		if (!(condition))                                                                  \
			ktest_fail(__FILE_NAME__, __LINE__, #condition);                           \
	} while (0)

/* ktest_fail - the running test has failed. Any context. */
void ktest_fail(const char *file, unsigned int line, const char *condition);

/*
 * ktest_parallel - run `body` in `count` threads at once, handing each its number, and wait until
 * all have returned. Called by a test.
 */
void ktest_parallel(unsigned int count, void (*body)(unsigned int number));

/* ktest_start - run tests if the command line asks for it. Returns whether it did. At start-up. */
bool ktest_start(void);
#else
static inline bool ktest_start(void)
{
	return false;
}
#endif
