/*
 * The UART without interrupts: output is sent before the call returns; input is fetched by whoever
 * reads, once a tick. What is typed meanwhile stands in the receive FIFO.
 */
#include "uart.h"

#include <kernel/console.h>
#include <kernel/spinlock.h>

/* One message at a time on the line. */
static struct spinlock send_lock;

void console_write(const char *bytes, size_t length)
{
	irq_key_t key = spin_lock(&send_lock);

	uart_put_text(bytes, length, uart_send_polled);
	spin_unlock(&send_lock, key);
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
