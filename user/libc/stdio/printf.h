/* What stands between the printf family and the formatter that everybody shares. */
#pragma once

#include <lib/format.h>

/*
 * libc_format - format_to() with the conversions of floating-point numbers, where programs have
 * those (printf_float.c or printf_integer.c).
 */
int libc_format(format_sink_t sink, void *context, const char *format, va_list arguments)
	__format_printf(3, 0);
