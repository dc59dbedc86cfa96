/*
 * The 16550 UART, the console's hardware. Output goes through <kernel/console.h> and the terminal
 * (<drivers/tty.h>); this is for start-up and for whoever wants typed bytes raw.
 */
#pragma once

#include <lib/types.h>

/* uart_init - make the UART send, by polling. At start-up, after platform_init(). */
void uart_init(void);

#ifdef CONFIG_CONSOLE_INTERRUPT
/* uart_start - serve the UART by its interrupt from now on. At start-up, after plic_init(). */
void uart_start(void);
#else
static inline void uart_start(void)
{
}
#endif

/* uart_flush - wait, polling, until everything queued has left. Any context. */
void uart_flush(void);

/* Who is told about the UART; its functions run in interrupt context. */
struct uart_client {
	void (*input)(const uint8_t *bytes, size_t count); /* at most 16 at a time */
	void (*writable)(void);                            /* see uart_queue() */
};

/*
 * uart_set_client - give input to `client` from now on; before, it waits in the UART.
 * CONSOLE_POLLED knows only the terminal, as which somebody polls. Any context.
 */
void uart_set_client(const struct uart_client *client);

/* uart_receive - take up to UART_FIFO received bytes, by looking. Returns how many. */
#define UART_FIFO 16
size_t uart_receive(uint8_t *bytes);
