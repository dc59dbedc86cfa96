/*
 * Messages without a memory: straight to the console. The lock keeps the pieces of a message
 * together, whatever an interrupt or another hart has to say.
 */
#include <kernel/console.h>
#include <kernel/log.h>
#include <kernel/spinlock.h>
#include <lib/format.h>

static struct spinlock lock = SPINLOCK_INIT; /* after every other lock but the console's */
static bool quiet;

void log_set_quiet(bool now_quiet)
{
	quiet = now_quiet;
}

static void console_sink(void *context, const char *bytes, size_t size)
{
	if (!quiet)
		console_write(bytes, size);
}

void kprintf(const char *format, ...)
{
	irq_key_t key = spin_lock(&lock);
	va_list arguments;

	va_start(arguments, format);
	format_to(console_sink, NULL, format, arguments);
	va_end(arguments);
	spin_unlock(&lock, key);
}
