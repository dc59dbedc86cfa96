/*
 * Formatted output: the core that kprintf(), the C library's printf() family and the host tests
 * share. It knows nothing of where the bytes go.
 *
 *	%[flags][width][.precision][length]conversion
 *
 *	flags       - left-aligned, 0 zero-padded, + and space for a sign, # for 0 and 0x
 *	width       a number or *; precision likewise
 *	length      hh h l ll z t j
 *	conversion  d i u x X o c s p %
 *
 * Anything else is copied as it stands. With CONFIG_FORMAT_MINIMAL there are only s c d u x p and
 * %, the length l, and a width with or without 0. Floating point is for programs only, which
 * add it through format_extended(). Pure; any context.
 */
#pragma once

#include <lib/compiler.h>
#include <lib/types.h>
#include <stdarg.h>

/* Takes `size` bytes of output, in order. */
typedef void (*format_sink_t)(void *context, const char *bytes, size_t size);

/* format_to - format into a sink. Returns the number of bytes given to it. */
int format_to(format_sink_t sink, void *context, const char *format, va_list arguments)
	__format_printf(3, 0);

/*
 * format_string - format into a buffer of `size` bytes, always with a NUL when size > 0.
 *
 * Returns the length of the whole output as snprintf() does: it was cut short when that is `size`
 * or more. With size 0 the buffer may be NULL.
 */
int format_string(char *buffer, size_t size, const char *format, ...) __format_printf(3, 4);
int format_string_list(char *buffer, size_t size, const char *format, va_list arguments)
	__format_printf(3, 0);

/* A conversion as it was parsed. */
struct format_conversion {
	bool left, zero, plus, space, alternate; /* the flags - 0 + blank # */
	int width;
	int precision; /* -1: not given */
	char length;   /* 'H' hh, 'h', 0, 'l' (also ll z t j, all 64 bits), 'L' */
	char kind;     /* the letter */
};

/* Output on its way to a sink, and the arguments that are left. */
struct format_output {
	format_sink_t sink;
	void *context;
	bool (*other)(struct format_output *out, struct format_conversion *conversion);
	size_t total;
	va_list arguments;
};

/*
 * Puts a conversion that the core does not know, by format_put_field(), and returns true; or
 * returns false, and the conversion is copied as it stands.
 */
typedef bool (*format_other_t)(struct format_output *out, struct format_conversion *conversion);

/* format_extended - format_to() with further conversions. Not there with the minimal formatter. */
int format_extended(format_sink_t sink, void *context, format_other_t other, const char *format,
		    va_list arguments) __format_printf(4, 0);

/* format_put_field - put prefix, `zeroes` zeroes and body, padded with blanks to the width. */
void format_put_field(struct format_output *out, const struct format_conversion *conversion,
		      const char *prefix, int zeroes, const char *body, size_t body_size);
