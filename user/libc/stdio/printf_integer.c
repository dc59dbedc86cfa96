/* printf() for machines without floating-point registers. */
#include "printf.h"

int libc_format(format_sink_t sink, void *context, const char *format, va_list arguments)
{
	return format_to(sink, context, format, arguments);
}
