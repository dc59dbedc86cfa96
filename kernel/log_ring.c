/*
 * The log: a ring of bytes that keeps the last 2^LOG_SHIFT of what was printed.
 *
 * `written` counts the bytes ever put in; the byte number n stands at n modulo the size for as long
 * as it is among the last. One lock keeps messages of different harts apart, in the ring and on the
 * console.
 */
#include <kernel/console.h>
#include <kernel/log.h>
#include <kernel/spinlock.h>
#include <lib/compiler.h>
#include <lib/format.h>

#define RING_SIZE (1u << CONFIG_LOG_SHIFT)

static struct spinlock lock = SPINLOCK_INIT; /* after every other lock but the console's */
/* Debuggers read these, so they are there even if nothing in the kernel calls log_read(). */
static char ring[RING_SIZE] __used; /* [lock] */
static uint64_t written __used;	    /* [lock] */
static bool quiet;
static uint64_t quiet_from, quiet_to; /* what was written in the last quiet */

/* The first byte that the ring still has. */
static uint64_t oldest(void)
{
	return written > RING_SIZE ? written - RING_SIZE : 0;
}

static void ring_sink(void *context, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		ring[written++ % RING_SIZE] = bytes[i];
	if (!quiet)
		console_write(bytes, size);
}

void kprintf(const char *format, ...)
{
	va_list arguments;
	irq_key_t key = spin_lock(&lock);

	va_start(arguments, format);
	format_to(ring_sink, NULL, format, arguments);
	va_end(arguments);
	spin_unlock(&lock, key);
}

void log_set_quiet(bool now_quiet)
{
	if (quiet != now_quiet)
		*(now_quiet ? &quiet_from : &quiet_to) = written;
	quiet = now_quiet;
}

void log_show_withheld(void)
{
	irq_key_t key = spin_lock(&lock);

	for (uint64_t i = MAX(quiet_from, oldest()); i < quiet_to; i++)
		console_write(&ring[i % RING_SIZE], 1);
	spin_unlock(&lock, key);
}

size_t log_capacity(void)
{
	return RING_SIZE;
}

size_t log_read(char *buffer, size_t size, uint64_t *position)
{
	irq_key_t key = spin_lock(&lock);
	uint64_t from = MAX(*position, oldest());
	size_t count = 0;

	while (count < size && from < written)
		buffer[count++] = ring[from++ % RING_SIZE];
	*position = from;
	spin_unlock(&lock, key);
	return count;
}
