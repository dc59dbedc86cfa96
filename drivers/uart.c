/*
 * The 16550 UART: what its two drivers have in common.
 *
 * Bytes are sent by polling from uart_init() on. Where the configuration says CONSOLE_INTERRUPT,
 * uart_start() changes over to a transmit ring that the interrupt empties (uart_interrupt.c);
 * with CONSOLE_POLLED everything stays as it is (uart_polled.c). A panic polls in both.
 *
 * The transmit FIFO takes 16 bytes whenever the line status says that it is empty, so the status is
 * read once for 16 bytes and not for each: a register access costs an emulator more than a hundred
 * ordinary instructions.
 */
#include "uart.h"

void uart_init(void)
{
	uart_write(UART_IER, 0);
	uart_write(UART_LCR, LCR_8_BITS);
	uart_enable_fifos();
}

void uart_send_polled(const uint8_t *bytes, size_t count)
{
	const uint8_t *end = bytes + count;

	while (bytes != end) {
		while ((uart_read(UART_LSR) & LSR_FIFO_EMPTY) == 0)
			;
		for (unsigned int room = UART_FIFO; room > 0 && bytes != end; room--)
			uart_write(UART_DATA, *bytes++);
	}
}

void uart_put_text(const char *text, size_t length, void (*put)(const uint8_t *bytes, size_t count))
{
	const char *end = text + length;

	while (text != end) {
		const char *line = text;

		while (text != end && *text != '\n')
			text++;
		put((const uint8_t *)line, (size_t)(text - line));
		if (text != end) {
			put((const uint8_t *)"\r\n", 2);
			text++;
		}
	}
}

size_t uart_receive(uint8_t *bytes)
{
	size_t count = 0;

	while (count < UART_FIFO && (uart_read(UART_LSR) & LSR_DATA) != 0)
		bytes[count++] = uart_read(UART_DATA);
	return count;
}
