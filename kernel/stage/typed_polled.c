/*
 * What is typed, fetched by whoever waits for it.
 */
#include "show.h"

#include <drivers/uart.h>
#include <kernel/thread.h>
#include <kernel/time.h>

#define LOOKS_PER_SECOND 1000 /* the UART keeps 16 bytes: a millisecond and a half */

static void (*typed_function)(const uint8_t *bytes, size_t count);

void show_listen(void (*typed)(const uint8_t *bytes, size_t count))
{
	typed_function = typed;
}

void show_wait(const volatile bool *done)
{
	uint8_t bytes[UART_FIFO];

	while (!*done) {
		size_t count = typed_function ? uart_receive(bytes) : 0;

		if (count > 0)
			typed_function(bytes, count);
		else if (IS_ENABLED(CONFIG_SCHED))
			thread_sleep_until(time_now() + time_frequency() / LOOKS_PER_SECOND);
	}
}
