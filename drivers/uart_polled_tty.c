/*
 * The polled UART's part for the terminal: fetching input on behalf of the threads that wait for it
 * or ask for it.
 */
#include "uart.h"

#include <abi/errno.h>
#include <kernel/time.h>
#include <lib/compiler.h>

#define LINGER_PER_SECOND 4000 /* look again for a 4000th of a second: three bytes' time */
#define FETCH_MAX 256          /* then the reader may have its line */

static struct spinlock lock; /* of receiving */
static bool stopped; /* [lock] uart_input_enable(false): leave input in the FIFO */
static const struct uart_client *uart_client; /* before anybody reads */

void uart_set_client(const struct uart_client *client)
{
	uart_client = client;
}

size_t uart_queued(void)
{
	return 0;
}

void uart_input_enable(bool enable)
{
	irq_key_t key = spin_lock(&lock);

	stopped = !enable;
	spin_unlock(&lock, key);
}

/* Take what stands in the FIFO. Two readers at once share the bytes, each going to one of them. */
static size_t fetch_fifo(void)
{
	uint8_t bytes[UART_FIFO];
	size_t count = 0;
	irq_key_t key = spin_lock(&lock);

	if (!stopped)
		count = uart_receive(bytes);
	spin_unlock(&lock, key);
	if (count > 0)
		uart_client->input(bytes, count);
	return count;
}

/* Fetch input, and as long as it goes on coming in stay with it: the FIFO is full within a tick. */
static size_t fetch_input(void)
{
	uint64_t linger = time_frequency() / LINGER_PER_SECOND, until = 0;
	size_t fetched = 0, count;

	do {
		count = fetch_fifo();
		fetched += count;
		if (count > 0)
			until = time_now() + linger;
	} while (fetched < FETCH_MAX && time_now() < until);
	return fetched;
}

void uart_input_look(void)
{
	fetch_input();
}

int uart_input_wait(struct waitq *queue, struct spinlock *reader_lock, irq_key_t *key,
		    uint64_t deadline)
{
	uint64_t next_look = time_now() + time_frequency() / CONFIG_HZ;
	size_t fetched;
	int error;

	spin_unlock(reader_lock, *key);
	fetched = fetch_input();
	*key = spin_lock(reader_lock);
	if (fetched > 0)
		return 0;
	error = waitq_sleep_until(queue, reader_lock, key, MIN(deadline, next_look));
	return error == -ETIMEDOUT && next_look < deadline ? 0 : error;
}
