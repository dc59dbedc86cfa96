/*
 * The UART without interrupts: output is sent before the call returns; input is fetched by whoever
 * reads, once a tick. What is typed meanwhile stands in the receive FIFO.
 */
#include "uart.h"

#include <kernel/console.h>
#include <kernel/spinlock.h>

/* Of all who send: one message at a time on the line, and no two fill the FIFO they find empty. */
static struct spinlock send_lock;

void console_write(const char *bytes, size_t length)
{
	irq_key_t key = spin_lock(&send_lock);

	uart_put_text(bytes, length, uart_send_polled);
	spin_unlock(&send_lock, key);
}

bool uart_queue(const uint8_t *bytes, size_t count)
{
	irq_key_t key = spin_lock(&send_lock);

	uart_send_polled(bytes, count);
	spin_unlock(&send_lock, key);
	return true;
}

void uart_echo(const uint8_t *bytes, size_t count)
{
	uart_queue(bytes, count);
}

void console_write_emergency(const char *bytes, size_t length)
{
	uart_put_text(bytes, length, uart_send_polled);
}

void uart_flush(void)
{
	while ((uart_read(UART_LSR) & LSR_IDLE) == 0)
		;
}
