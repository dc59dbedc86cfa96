/*
 * The formatter. Each conversion becomes a prefix (sign or 0x), a number of zeroes and a body, and
 * all of them are padded to the width in one place. Text between conversions goes to the sink in
 * one piece.
 */
#include <lib/format.h>
#include <lib/string.h>
#include <limits.h>

#define DIGITS_MAX 22 /* 64 bits in octal */

static void put(struct format_output *out, const char *bytes, size_t size)
{
	if (size == 0)
		return;
	out->sink(out->context, bytes, size);
	out->total += size;
}

static void put_repeated(struct format_output *out, char byte, int count)
{
	char block[16];

	memset(block, byte, sizeof(block));
	for (; count > 0; count -= (int)sizeof(block))
		put(out, block, MIN((size_t)count, sizeof(block)));
}

/* Put prefix, zeroes and body, padded to the width on the side that the flags say. */
void format_put_field(struct format_output *out, const struct format_conversion *conversion,
		      const char *prefix, int zeroes, const char *body, size_t body_size)
{
	size_t prefix_size = strlen(prefix);
	size_t used = prefix_size + (size_t)zeroes + body_size;
	int padding = 0;

	if ((size_t)conversion->width > used)
		padding = conversion->width - (int)used;
	if (!conversion->left)
		put_repeated(out, ' ', padding);
	put(out, prefix, prefix_size);
	put_repeated(out, '0', zeroes);
	put(out, body, body_size);
	if (conversion->left)
		put_repeated(out, ' ', padding);
}

/* Write the digits of `value` so that they end before `end`; returns the first. 0 has none. */
static char *digits_before(char *end, uint64_t value, unsigned int base, char ten)
{
	for (; value != 0; value /= base) {
		unsigned int digit = (unsigned int)(value % base);

		*--end = (char)(digit < 10 ? '0' + digit : (unsigned int)ten + digit - 10);
	}
	return end;
}

static const char *number_prefix(const struct format_conversion *conversion, bool negative,
				 uint64_t value)
{
	if (conversion->kind == 'd') {
		if (negative)
			return "-";
		return conversion->plus ? "+" : conversion->space ? " " : "";
	}
	if (conversion->kind == 'p')
		return "0x";
	if (!conversion->alternate || value == 0)
		return "";
	if (conversion->kind == 'x')
		return "0x";
	return conversion->kind == 'X' ? "0X" : "";
}

static unsigned int number_base(char kind)
{
	switch (kind) {
	case 'd':
	case 'u':
		return 10;
	case 'o':
		return 8;
	default:
		return 16;
	}
}

static void put_number(struct format_output *out, const struct format_conversion *conversion,
		       uint64_t value, bool negative)
{
	unsigned int base = number_base(conversion->kind);
	char buffer[DIGITS_MAX];
	char *end = buffer + sizeof(buffer);
	char *first = digits_before(end, value, base, conversion->kind == 'X' ? 'A' : 'a');
	const char *prefix = number_prefix(conversion, negative, value);
	int count = (int)(end - first), wanted = 1;

	if (conversion->precision >= 0)
		wanted = conversion->precision;
	else if (conversion->zero && !conversion->left)
		wanted = MAX(conversion->width - (int)strlen(prefix), 1);
	if (base == 8 && conversion->alternate && wanted <= count)
		wanted = count + 1;
	format_put_field(out, conversion, prefix, MAX(wanted - count, 0), first, (size_t)count);
}

static void put_string(struct format_output *out, const struct format_conversion *conversion,
		       const char *string)
{
	size_t length;

	if (string == NULL)
		string = "(null)";
	length = conversion->precision < 0 ? strlen(string)
					   : strnlen(string, (size_t)conversion->precision);
	format_put_field(out, conversion, "", 0, string, length);
}

static int64_t signed_argument(struct format_output *out, char length)
{
	if (length == 'l')
		return va_arg(out->arguments, int64_t);
	if (length == 'h')
		return (short)va_arg(out->arguments, int);
	if (length == 'H')
		return (signed char)va_arg(out->arguments, int);
	return va_arg(out->arguments, int);
}

static uint64_t unsigned_argument(struct format_output *out, char length)
{
	if (length == 'l')
		return va_arg(out->arguments, uint64_t);
	if (length == 'h')
		return (unsigned short)va_arg(out->arguments, unsigned int);
	if (length == 'H')
		return (unsigned char)va_arg(out->arguments, unsigned int);
	return va_arg(out->arguments, unsigned int);
}

/* Take the argument of a conversion and put it. Returns false when there is no such conversion. */
static bool put_conversion(struct format_output *out, struct format_conversion *conversion)
{
	int64_t number;
	char character;

	switch (conversion->kind) {
	case 'i':
		conversion->kind = 'd';
		/* fall through */
	case 'd':
		number = signed_argument(out, conversion->length);
		put_number(out, conversion, number < 0 ? 0 - (uint64_t)number : (uint64_t)number,
			   number < 0);
		return true;
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		put_number(out, conversion, unsigned_argument(out, conversion->length), false);
		return true;
	case 'p':
		put_number(out, conversion, (uintptr_t)va_arg(out->arguments, void *), false);
		return true;
	case 'c':
		character = (char)va_arg(out->arguments, int);
		format_put_field(out, conversion, "", 0, &character, 1);
		return true;
	case 's':
		put_string(out, conversion, va_arg(out->arguments, const char *));
		return true;
	case '%':
		put(out, "%", 1);
		return true;
	default:
		return out->other != NULL && out->other(out, conversion);
	}
}

static const char *parse_flags(const char *at, struct format_conversion *conversion)
{
	for (;; at++) {
		if (*at == '-')
			conversion->left = true;
		else if (*at == '0')
			conversion->zero = true;
		else if (*at == '+')
			conversion->plus = true;
		else if (*at == ' ')
			conversion->space = true;
		else if (*at == '#')
			conversion->alternate = true;
		else
			return at;
	}
}

/* A number or *; absurd numbers are cut to what an int can carry through the sums above. */
static const char *parse_number(struct format_output *out, const char *at, int *number)
{
	*number = 0;
	if (*at == '*') {
		*number = va_arg(out->arguments, int);
		return at + 1;
	}
	for (; *at >= '0' && *at <= '9'; at++)
		if (*number < INT_MAX / 16)
			*number = *number * 10 + (*at - '0');
	return at;
}

static const char *parse_length(const char *at, struct format_conversion *conversion)
{
	if (*at == 'h') {
		conversion->length = at[1] == 'h' ? 'H' : 'h';
		return at + (at[1] == 'h' ? 2 : 1);
	}
	while (*at == 'l' || *at == 'z' || *at == 't' || *at == 'j' || *at == 'L')
		conversion->length = *at++ == 'L' ? 'L' : 'l';
	return at;
}

/* Parse behind a '%'. Returns where the conversion's letter is. */
static const char *parse(struct format_output *out, const char *at,
			 struct format_conversion *conversion)
{
	*conversion = (struct format_conversion){ .precision = -1 };
	at = parse_flags(at, conversion);
	at = parse_number(out, at, &conversion->width);
	if (conversion->width < 0) {
		conversion->left = true;
		conversion->width = conversion->width == INT_MIN ? INT_MAX : -conversion->width;
	}
	if (*at == '.')
		at = parse_number(out, at + 1, &conversion->precision);
	at = parse_length(at, conversion);
	conversion->kind = *at;
	return at;
}

int format_extended(format_sink_t sink, void *context, format_other_t other, const char *format,
		    va_list arguments)
{
	struct format_output out = { .sink = sink, .context = context, .other = other };
	struct format_conversion conversion;

	va_copy(out.arguments, arguments);
	while (*format != '\0') {
		const char *start = format;

		while (*format != '\0' && *format != '%')
			format++;
		put(&out, start, (size_t)(format - start));
		if (*format == '\0')
			break;
		start = format;
		format = parse(&out, format + 1, &conversion);
		if (*format != '\0')
			format++;
		if (!put_conversion(&out, &conversion))
			put(&out, start, (size_t)(format - start));
	}
	va_end(out.arguments);
	return out.total < INT_MAX ? (int)out.total : INT_MAX;
}

int format_to(format_sink_t sink, void *context, const char *format, va_list arguments)
{
	return format_extended(sink, context, NULL, format, arguments);
}
