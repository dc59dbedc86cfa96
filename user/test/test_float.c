/* %e, %f and %g against the host's. */
#include "../libc/stdio/printf.h"
#include "check.h"
#include <math.h>
#include <string.h>

static size_t length;
static char text[2000];

static void sink(void *context, const char *bytes, size_t size)
{
	(void)context;
	memcpy(text + length, bytes, size);
	length += size;
}

static void format(const char *pattern, ...)
{
	va_list arguments;

	length = 0;
	va_start(arguments, pattern);
	libc_format(sink, NULL, pattern, arguments);
	va_end(arguments);
	text[length] = '\0';
}

static void compare(double value)
{
	static const char *const patterns[] = {
		"%f",  "%.0f",	"%e",	   "%g", "%.3f",  "%12.2f", "%-12.4e", "%+g",
		"%.10g", "%010.3f", "%G", "%.17g", "%.25f", "% .3E", "%#.0f",
	};
	char host[2000];
	size_t i;

	for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(host, sizeof(host), patterns[i], value);
		format(patterns[i], value);
#pragma GCC diagnostic pop
		CHECK(strcmp(text, host) == 0, "%s: %s, not %s", patterns[i], text, host);
	}
}

int main(void)
{
	static const double fixed[] = {
		0.0, -0.0, 0.5, 1.5, 2.5, 0.1, 1e300, 1.7976931348623157e308,
		4.9e-324, 999999.5, 9.9999995, 123456789.125, 1e-5, 1e21,
	};
	size_t i;

	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		compare(fixed[i]);
	compare(INFINITY);
	compare(-INFINITY);
	for (i = 0; i < 2000; i++) {
		union {
			unsigned long bits;
			double value;
		} number = { .bits = (unsigned long)test_random() << 40 ^
				     (unsigned long)test_random() << 20 ^ test_random() };

		if (number.value == number.value)
			compare(number.value);
		compare((double)(int)test_random() / 1000);
	}
	return 0;
}
