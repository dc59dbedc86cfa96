/*
 * What the areas of usertests share. A test is a function that runs in a process and a folder of
 * its own; it returns when all was as it should be and otherwise leaves by one of the macros here,
 * which say what was expected and what came.
 */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define TEST_LINUX  1 /* Linux decides what is right: has to pass there as well */
#define TEST_SLOW   2 /* left out with -q */
#define TEST_NATIVE 4 /* starts programs or faults, which an emulator of processes does its way */
#define TEST_FAILS  8 /* one that has to fail, to show that failures are seen: by name only */
#define TEST_FAULTS 16 /* needs a kernel with FAULT_INJECTION */

struct test {
	const char *name;
	unsigned int flags;
	void (*run)(void);
};

/* The tests of an area, ended by one without a name. */
extern const struct test descriptor_tests[], file_tests[], folder_tests[], pipe_tests[];
extern const struct test process_tests[], memory_tests[], mmap_tests[], fault_tests[];
extern const struct test pointer_tests[], trace_tests[];
extern const struct test exec_tests[], call_tests[], exhaustion_tests[], concurrency_tests[];
extern const struct test hart_tests[], injection_tests[];
extern const struct test race_tests[], instruction_tests[], float_tests[], failing_tests[];
extern const struct test signal_tests[], signal_frame_tests[], signal_wait_tests[];
extern const struct test group_tests[];
extern const struct test thread_tests[], thread_memory_tests[], thread_signal_tests[];

/* All areas, ended by NULL. */
extern const struct test *const areas[];

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define PAGE 4096

/* The path of this program, for those who execute it again under the name AGAIN. */
extern const char *self_path;
#define AGAIN "again"

/* run_again - what the program does then. Returns its exit status. */
int run_again(int argc, char **argv);

/* Whether the kernel is Strata. */
bool on_strata(void);

/* Whether an emulator of processes can run this program, so that Linux is seen through it. */
extern const bool may_be_emulated;

/* fail - report and leave the test. */
_Noreturn void fail(const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

void expect_value(const char *file, int line, const char *text, long value, long expected);
void expect_error(const char *file, int line, const char *text, long value, int error);

/* Something holds. */
#define EXPECT(condition)                                                                          \
	do {                                                                                       \
		if (!(condition))                                                                  \
			fail(__FILE__, __LINE__, "expected %s (errno %d, %s)", #condition, errno,  \
			     strerror(errno));                                                     \
	} while (0)

/* An expression has just this value. */
#define EXPECT_VALUE(expression, expected)                                                         \
	expect_value(__FILE__, __LINE__, #expression, (long)(expression), (long)(expected))

/* A call gives 0. */
#define EXPECT_OK(call) EXPECT_VALUE(call, 0)

/* A call fails with just this error. */
#define EXPECT_ERROR(call, error)                                                                  \
	(errno = 0, expect_error(__FILE__, __LINE__, #call, (long)(call), error))

/*
 * start - run `body` in a child. Returns its pid; fails the test when there is none. A child that
 * returns from `body` ends with status 0, and one in which something is not as expected fails its
 * parent in join().
 */
pid_t start(void (*body)(void));

/* join - wait for a child that has to end with status 0. */
void join(pid_t child);

/* status_of - what wait gives for a child that runs `body`. */
int status_of(void (*body)(void));

/* A child that runs `body` is ended by that signal. */
void expect_signal(const char *file, int line, void (*body)(void), int signal);
#define EXPECT_SIGNAL(body, signal) expect_signal(__FILE__, __LINE__, body, signal)

/* put_file - make a file with a text, or with `size` bytes of a pattern. */
void put_file(const char *path, const char *text);
void put_pattern(const char *path, size_t size, unsigned int seed);

/* pattern_byte - the byte of the pattern at an offset. */
unsigned char pattern_byte(unsigned int seed, size_t offset);

/* expect_pattern - the file has exactly `size` bytes of the pattern. */
void expect_pattern(const char *path, size_t size, unsigned int seed);

/* file_holds - whether the file's contents are just that text. */
bool file_holds(const char *path, const char *text);

/* file_size, file_links - what stat says, -1 when the file is not there. */
long file_size(const char *path);
int file_links(const char *path);

/* fresh_pages - untouched memory at a page's beginning, behind which nothing is mapped. */
char *fresh_pages(unsigned int count);

/* remove_tree - remove a file, or a folder with all that is in it. */
void remove_tree(const char *path);

/* pause_ms - sleep for milliseconds. */
void pause_ms(unsigned int milliseconds);

/* now_ms - a clock that only goes forward. */
long now_ms(void);
