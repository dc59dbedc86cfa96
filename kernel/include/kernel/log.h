/*
 * The kernel's messages: on the console, until they are told to be quiet, and with LOG_RING in a
 * ring in memory.
 */
#pragma once

#include <lib/compiler.h>
#include <lib/types.h>

/*
 * kprintf - format a message into the log and, unless quiet, onto the console. Any context.
 * Takes what format() of <lib/format.h> takes. Messages end in a newline.
 */
void kprintf(const char *format, ...) __format_printf(1, 2);

/* log_set_quiet - stop (or go on) showing messages on the console. */
void log_set_quiet(bool quiet);

#ifdef CONFIG_LOG_RING
/*
 * log_read - copy up to `size` bytes of the log to `buffer`, from byte `position` of all that were
 * ever written, or from the oldest that is still there. Moves `position` behind them. Returns the
 * bytes copied; 0 at the end. Any context.
 */
size_t log_read(char *buffer, size_t size, uint64_t *position);

/* log_capacity - the most that log_read() can find. */
size_t log_capacity(void);

/*
 * log_show_withheld - show on the console what the last quiet, now ended, kept from it, as far as
 * the log still has it. Any context.
 */
void log_show_withheld(void);
#else
static inline size_t log_read(char *buffer, size_t size, uint64_t *position)
{
	return 0;
}

static inline size_t log_capacity(void)
{
	return 0;
}

static inline void log_show_withheld(void)
{
}
#endif

/*
 * panic_with - a panic with more to tell: `details` prints lines with the function it is given.
 */
__noreturn __cold void panic_with(const char *what,
				  void (*details)(void (*print)(const char *format, ...)));

/* panic - an invariant is broken: stop all harts, say what and where, end the machine. */
__noreturn __cold void panic(const char *format, ...) __format_printf(1, 2);

/* ASSERT - panic when an invariant does not hold; compiled out without CONFIG_ASSERTIONS. */
#define ASSERT(condition)                                                                          \
	do {                                                                                       \
		if (IS_ENABLED(CONFIG_ASSERTIONS) && !(condition))                                 \
			panic("%s:%d: %s does not hold", __FILE_NAME__, __LINE__, #condition);     \
	} while (0)
