/*
 * The UART with interrupts.
 *
 * Sending: bytes go into a ring, and from it to the transmit FIFO in bursts of 16, at once while
 * the FIFO is found empty and later by the interrupt that says it is empty again. That interrupt is
 * enabled exactly while the ring holds something or somebody waits for it to be emptier. A device
 * that sends faster than we can look (any emulator) seldom gets as far as interrupting.
 *
 * Receiving: the interrupt takes everything out of the receive FIFO and hands it to the client. As
 * long as there is none, or it has no room and stops the input, bytes wait in the FIFO and with the
 * sender.
 *
 * The handler goes by the line status, not by the interrupt's cause: a spurious interrupt finds
 * nothing to do, and none is lost when causes coincide.
 */
#include "uart.h"

#include <kernel/console.h>
#include <kernel/irq.h>
#include <kernel/spinlock.h>
#include <lib/ring.h>

#define RING_SIZE 2048
#define ECHO_ROOM 256 /* of the ring, kept free by uart_queue() */
#define BURSTS 4      /* sent at most with interrupts masked */

/* The baud rate's divisor on the 3.6864 MHz clock of QEMU's tree: 115200. */
#define DIVISOR 2

static uint8_t ring_bytes[RING_SIZE];

/* All under `lock`, which is taken last of all locks; started and emergency only ever turn on. */
static struct {
	struct spinlock lock;
	struct ring ring;
	const struct uart_client *client; /* or NULL; never taken away */
	uint32_t wake_below;  /* call writable() when the ring holds fewer bytes; 0: never */
	uint8_t enabled;      /* what the interrupt enable register holds */
	bool input_stopped;
	bool started;         /* uart_start() has been called */
	bool emergency;       /* a panic sends by itself */
} uart = { .ring = RING_INIT(ring_bytes) };

/* Enable the interrupts that are wanted now. The lock is held. */
static void update_enabled(void)
{
	uint8_t wanted = 0;

	if (!uart.started)
		return;
	if (uart.client != NULL && !uart.input_stopped)
		wanted |= IER_RECEIVED;
	if (!ring_empty(&uart.ring) || uart.wake_below > 0)
		wanted |= IER_SENT;
	if (wanted != uart.enabled) {
		uart.enabled = wanted;
		uart_write(UART_IER, wanted);
	}
}

/* Move bytes from the ring to the FIFO as long as it is empty each time. The lock is held. */
static void fill_fifo(void)
{
	for (unsigned int burst = 0; burst < BURSTS && !ring_empty(&uart.ring); burst++) {
		if ((uart_read(UART_LSR) & LSR_FIFO_EMPTY) == 0)
			break;
		for (unsigned int room = UART_FIFO; room > 0 && !ring_empty(&uart.ring); room--)
			uart_write(UART_DATA, ring_get(&uart.ring));
	}
}

static void empty_ring_polled(void)
{
	/* Counted, so that a panic in the middle of an update ends all the same. */
	for (uint32_t left = MIN(ring_used(&uart.ring), uart.ring.size); left > 0; left--) {
		uint8_t byte = ring_get(&uart.ring);

		uart_send_polled(&byte, 1);
	}
}

static void interrupt(void *context)
{
	uint8_t bytes[UART_FIFO];
	bool wake;
	size_t count;
	irq_key_t key;

	while (uart.client != NULL && !uart.input_stopped && (count = uart_receive(bytes)) > 0)
		uart.client->input(bytes, count);
	key = spin_lock(&uart.lock);
	fill_fifo();
	wake = ring_used(&uart.ring) < uart.wake_below;
	if (wake)
		uart.wake_below = 0;
	update_enabled();
	spin_unlock(&uart.lock, key);
	if (wake)
		uart.client->writable();
}

void uart_start(void)
{
	irq_key_t key;

	irq_register(platform.uart.irq, "uart", interrupt, NULL);
	key = spin_lock(&uart.lock);
	/* The rate matters even to an emulator: it times the interrupt for a half-full FIFO. */
	uart_write(UART_LCR, LCR_8_BITS | LCR_DIVISOR);
	uart_write(UART_DATA, DIVISOR);
	uart_write(UART_IER, 0);
	uart_write(UART_LCR, LCR_8_BITS);
	uart.started = true;
	update_enabled();
	spin_unlock(&uart.lock, key);
}

void uart_set_client(const struct uart_client *client)
{
	irq_key_t key = spin_lock(&uart.lock);

	uart.client = client;
	update_enabled();
	spin_unlock(&uart.lock, key);
}

/* Queue bytes of the kernel's, making room by polling. The lock is held. */
static void put_kernel(const uint8_t *bytes, size_t count)
{
	if (!uart.started) {
		uart_send_polled(bytes, count);
		return;
	}
	while (count > 0) {
		uint32_t taken = ring_write(&uart.ring, bytes, count);

		bytes += taken;
		count -= taken;
		fill_fifo();
	}
	update_enabled();
}

void console_write(const char *bytes, size_t length)
{
	irq_key_t key;

	if (uart.emergency) {
		console_write_emergency(bytes, length);
		return;
	}
	key = spin_lock(&uart.lock);
	uart_put_text(bytes, length, put_kernel);
	spin_unlock(&uart.lock, key);
}

void console_write_emergency(const char *bytes, size_t length)
{
	uart.emergency = true;
	empty_ring_polled();
	uart_put_text(bytes, length, uart_send_polled);
}

void uart_flush(void)
{
	if (!uart.emergency) {
		irq_key_t key = spin_lock(&uart.lock);

		empty_ring_polled();
		update_enabled();
		spin_unlock(&uart.lock, key);
	}
	while ((uart_read(UART_LSR) & LSR_IDLE) == 0)
		;
}

bool uart_queue(const uint8_t *bytes, size_t count)
{
	irq_key_t key = spin_lock(&uart.lock);
	bool fits = ring_free(&uart.ring) >= count + ECHO_ROOM;

	if (fits) {
		ring_write(&uart.ring, bytes, count);
		fill_fifo();
	} else {
		uart.wake_below = RING_SIZE / 2;
	}
	update_enabled();
	spin_unlock(&uart.lock, key);
	return fits;
}

void uart_echo(const uint8_t *bytes, size_t count)
{
	irq_key_t key = spin_lock(&uart.lock);

	ring_write(&uart.ring, bytes, count);
	fill_fifo();
	update_enabled();
	spin_unlock(&uart.lock, key);
}

size_t uart_queued(void)
{
	irq_key_t key = spin_lock(&uart.lock);
	size_t queued = ring_used(&uart.ring);

	if (queued > 0)
		uart.wake_below = MAX(uart.wake_below, 1u);
	spin_unlock(&uart.lock, key);
	return queued;
}

void uart_input_enable(bool enable)
{
	irq_key_t key = spin_lock(&uart.lock);

	uart.input_stopped = !enable;
	update_enabled();
	spin_unlock(&uart.lock, key);
}

int uart_input_wait(struct waitq *queue, struct spinlock *lock, irq_key_t *key, uint64_t deadline)
{
	if (deadline == UINT64_MAX)
		return waitq_sleep(queue, lock, key);
	return waitq_sleep_until(queue, lock, key, deadline);
}
