/* Messages that begin with the program's name. */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One write for the whole line where it fits: lines of several processes do not mix. */
static void message(const char *format, va_list arguments, const char *reason)
{
	char line[512];
	int length, more;

	fflush(stdout);
	length = snprintf(line, sizeof(line), "%s: ", program_invocation_short_name);
	more = vsnprintf(line + length, sizeof(line) - (size_t)length, format, arguments);
	if (length + more >= (int)sizeof(line))
		more = (int)sizeof(line) - length - 1;
	dprintf(2, "%.*s%s%s\n", length + more, line, *reason == '\0' ? "" : ": ", reason);
}

void vwarn(const char *format, va_list arguments)
{
	message(format, arguments, strerror(errno));
}

void vwarnx(const char *format, va_list arguments)
{
	message(format, arguments, "");
}

void warn(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vwarn(format, arguments);
	va_end(arguments);
}

void warnx(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vwarnx(format, arguments);
	va_end(arguments);
}

_Noreturn void err(int status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vwarn(format, arguments);
	va_end(arguments);
	exit(status);
}

_Noreturn void errx(int status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vwarnx(format, arguments);
	va_end(arguments);
	exit(status);
}
