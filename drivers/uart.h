/*
 * Private to drivers/: the registers of a 16550 and what the polled and the interrupt-driven twin
 * offer to the terminal.
 */
#pragma once

#include <arch/io.h>
#include <arch/mmu.h>
#include <drivers/uart.h>
#include <kernel/platform.h>
#include <kernel/waitq.h>

#define UART_DATA 0 /* received byte when read, byte to send when written */
#define UART_IER 1
#define UART_FCR 2 /* when written */
#define UART_IIR 2 /* when read */
#define UART_LCR 3
#define UART_MCR 4
#define UART_LSR 5

#define IER_RECEIVED 0x01 /* data available, or waiting in the FIFO for four characters' time */
#define IER_SENT 0x02     /* transmit FIFO empty */

#define FCR_ENABLE 0x01
#define FCR_TRIGGER_8 0x80 /* interrupt at 8 of 16 received bytes: 8 more fit meanwhile */
#define FCR_FIFOS (FCR_ENABLE | FCR_TRIGGER_8)

#define IIR_FIFOS 0xc0 /* both bits: the FIFOs are on */

#define LCR_8_BITS 0x03
#define LCR_DIVISOR 0x80 /* registers 0 and 1 are the divisor while set */

#define MCR_LOOP 0x10 /* what is sent is received, and nothing else */

#define LSR_DATA 0x01      /* a byte has been received */
#define LSR_FIFO_EMPTY 0x20 /* room for UART_FIFO bytes to send */
#define LSR_IDLE 0x40      /* and the last one has left */

static inline uint8_t uart_read(unsigned int reg)
{
	return io_read8((vaddr_t)phys_to_virt(platform.uart.base) + reg);
}

static inline void uart_write(unsigned int reg, uint8_t value)
{
	io_write8((vaddr_t)phys_to_virt(platform.uart.base) + reg, value);
}

/*
 * uart_enable_fifos - turn the FIFOs on, which clears them (16550D data sheet, 8.4: FCR bit 0), but
 * for a byte that somebody is going to read. At start-up.
 */
#ifdef CONFIG_CONSOLE_INPUT
void uart_enable_fifos(void);
#else
static inline void uart_enable_fifos(void)
{
	uart_write(UART_FCR, FCR_FIFOS);
}
#endif

/* uart_send_polled - send bytes, waiting for room by looking. Takes no lock. */
void uart_send_polled(const uint8_t *bytes, size_t count);

/*
 * uart_put_text - give a text to `put` piece by piece, with a carriage return before each newline.
 */
void uart_put_text(const char *text, size_t length,
		   void (*put)(const uint8_t *bytes, size_t count));

/*
 * uart_queue - queue all of `count` bytes for sending, or none when they do not fit; the client's
 * writable() is called when trying again makes sense. At most UART_QUEUE_MAX bytes. Any context.
 */
#define UART_QUEUE_MAX 256
bool uart_queue(const uint8_t *bytes, size_t count);

/* uart_echo - queue bytes in the room kept for echoes; what does not fit is dropped. */
void uart_echo(const uint8_t *bytes, size_t count);

/*
 * uart_queued - bytes that wait for room in the FIFO. If any, writable() is called when there are
 * none left.
 */
size_t uart_queued(void);

/*
 * uart_input_enable - go on (or stop) taking bytes from the FIFO. While stopped they wait there,
 * and a sender with flow control (QEMU) waits in turn, so nothing is lost.
 */
void uart_input_enable(bool enable);

/*
 * uart_input_look - take in what has been received, for those who ask what is there and do not wait
 * for it. Threads, without locks. Interrupts have taken it in already.
 */
#ifdef CONFIG_CONSOLE_POLLED
void uart_input_look(void);
#else
static inline void uart_input_look(void)
{
}
#endif

/*
 * uart_input_wait - let the calling reader wait on `queue` until there may be new input, as
 * waitq_sleep_until() does. Returns 0, -EINTR or -ETIMEDOUT.
 */
int uart_input_wait(struct waitq *queue, struct spinlock *lock, irq_key_t *key, uint64_t deadline);
