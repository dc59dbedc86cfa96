/*
 * What is typed, as the UART's interrupt brings it.
 */
#include "show.h"

#include <arch/irq.h>
#include <drivers/uart.h>
#include <kernel/thread.h>
#include <kernel/time.h>

#define LOOKS_PER_SECOND 50

static void writable(void)
{
}

static struct uart_client client = { .writable = writable };

void show_listen(void (*typed)(const uint8_t *bytes, size_t count))
{
	client.input = typed;
	uart_set_client(&client);
}

/* An interrupt that comes between the look and the wait is pending, and so ends the wait. */
static void wait_for_interrupt(const volatile bool *done)
{
	arch_irq_disable();
	if (!*done)
		arch_irq_wait();
	arch_irq_enable();
}

void show_wait(const volatile bool *done)
{
	while (!*done) {
		if (IS_ENABLED(CONFIG_SCHED))
			thread_sleep_until(time_now() + time_frequency() / LOOKS_PER_SECOND);
		else
			wait_for_interrupt(done);
	}
}
