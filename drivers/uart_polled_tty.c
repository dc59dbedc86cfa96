/*
 * The polled UART's part for the terminal: sending what programs write, and fetching input on
 * behalf of the threads that wait for it.
 */
#include "uart.h"

#include <abi/errno.h>
#include <kernel/time.h>
#include <lib/compiler.h>

static struct spinlock lock;
static bool stopped; /* [lock] uart_input_enable(false): leave input in the FIFO */

bool uart_queue(const uint8_t *bytes, size_t count)
{
	irq_key_t key = spin_lock(&lock);

	uart_send_polled(bytes, count);
	spin_unlock(&lock, key);
	return true;
}

void uart_echo(const uint8_t *bytes, size_t count)
{
	uart_queue(bytes, count);
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

/* Fetch what has come in. Two readers at once share the bytes, each byte going to one of them. */
static size_t fetch_input(void)
{
	uint8_t bytes[UART_FIFO];
	size_t count = 0;
	irq_key_t key = spin_lock(&lock);

	if (!stopped)
		count = uart_receive(bytes);
	spin_unlock(&lock, key);
	if (count > 0 && uart_client != NULL)
		uart_client->input(bytes, count);
	return count;
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
