/*
 * The formatter for the smallest kernels (CONFIG_FORMAT_MINIMAL): %s %c %d %u %x %p %%, with l or
 * z, a width and the flag 0. Other conversions are copied as they stand and take no argument.
 */
#include <lib/format.h>
#include <lib/string.h>

/* Write a number so that it ends before `end`; returns its first character. */
static char *number_before(char *end, uint64_t value, char kind)
{
	bool negative = kind == 'd' && (int64_t)value < 0;
	unsigned int base = kind == 'd' || kind == 'u' ? 10 : 16;

	if (negative)
		value = 0 - value;
	do {
		*--end = "0123456789abcdef"[value % base];
		value /= base;
	} while (value != 0);
	if (negative)
		*--end = '-';
	return end;
}

int format_to(format_sink_t sink, void *context, const char *format, va_list arguments)
{
	char number[24];
	char *const end = number + sizeof(number);
	int total = 0;

	for (; *format != '\0'; format++) {
		const char *const start = format, *text = format;
		size_t size = 1, width = 0;
		bool wide = false;
		char pad = ' ';

		if (*format == '%') {
			if (*++format == '0')
				pad = '0';
			for (; *format >= '0' && *format <= '9'; format++)
				width = width * 10 + (size_t)(*format - '0');
			for (; *format == 'l' || *format == 'z'; format++)
				wide = true;
			switch (*format) {
			case '\0':
				return total;
			case 's':
				text = va_arg(arguments, const char *);
				size = strlen(text);
				break;
			case 'c':
				number[0] = (char)va_arg(arguments, int);
				text = number;
				break;
			case 'p':
				wide = true;
				/* fall through */
			case 'd':
			case 'u':
			case 'x': {
				uint64_t value;

				if (wide)
					value = va_arg(arguments, uint64_t);
				else if (*format == 'd')
					value = (uint64_t)va_arg(arguments, int);
				else
					value = va_arg(arguments, unsigned int);
				text = number_before(end, value, *format);
				size = (size_t)(end - text);
				break;
			}
			case '%':
				text = format;
				break;
			default:
				text = start;
				size = (size_t)(format - start) + 1;
				width = 0;
			}
		}
		for (; width > size; width--, total++)
			sink(context, &pad, 1);
		sink(context, text, size);
		total += (int)size;
	}
	return total;
}
