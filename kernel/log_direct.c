/*
 * Messages without a memory: straight to the console.
 */
#include <kernel/console.h>
#include <kernel/log.h>
#include <lib/format.h>

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
	va_list arguments;

	va_start(arguments, format);
	format_to(console_sink, NULL, format, arguments);
	va_end(arguments);
}
