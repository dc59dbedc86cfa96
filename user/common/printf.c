/*
 * printf: arguments in the form that a format gives them. The format is used again as long as
 * there are arguments left; those that are missing are empty, or 0.
 */
#include "commands.h"
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct printing {
	char **arguments; /* those left, ended by NULL */
	bool failed;
	bool stopped; /* by \c */
};

static const char *next_argument(struct printing *printing)
{
	return *printing->arguments == NULL ? NULL : *printing->arguments++;
}

/* A digit of base 8 in a sequence of at most `digits`. */
static const char *print_octal(const char *at, int digits)
{
	int value = 0;

	for (; digits > 0 && *at >= '0' && *at <= '7'; digits--)
		value = value * 8 + (*at++ - '0');
	putchar(value & 255);
	return at;
}

/* What stands behind a backslash. `in_argument`: of %b, where octal numbers begin with a 0. */
static const char *print_escape(struct printing *printing, const char *at, bool in_argument)
{
	static const char letters[] = "\\\"abfnrtv", values[] = "\\\"\a\b\f\n\r\t\v";
	const char *found;

	if (*at >= '0' && *at <= '7')
		return print_octal(at + (in_argument && *at == '0'), 3);
	if (*at == 'c') {
		printing->stopped = true;
		return at + 1;
	}
	found = *at == '\0' ? NULL : strchr(letters, *at);
	if (found == NULL) {
		putchar('\\');
		return at;
	}
	putchar(values[found - letters]);
	return at + 1;
}

static void print_escaped(struct printing *printing, const char *text)
{
	while (*text != '\0' && !printing->stopped) {
		if (*text == '\\')
			text = print_escape(printing, text + 1, true);
		else
			putchar(*text++);
	}
}

/* A number; behind a quote, that of a character. */
static intmax_t number(struct printing *printing, const char *text, bool is_signed)
{
	intmax_t value;
	char *end;

	if (text == NULL)
		return 0;
	if (*text == '\'' || *text == '"')
		return (unsigned char)text[1];
	errno = 0;
	value = is_signed || *text == '-' ? strtoimax(text, &end, 0) :
					    (intmax_t)strtoumax(text, &end, 0);
	if (end == text || *end != '\0' || errno != 0) {
		warnx("printf: '%s' is not a number", text);
		printing->failed = true;
	}
	return value;
}

#define CONVERSION_MAX 64

/* Add what stands at `at`, or a number from the arguments in the place of a star. */
static const char *take_width(struct printing *printing, const char *at, char *conversion)
{
	size_t length = strlen(conversion), digits = strspn(at, "0123456789");

	if (*at == '*') {
		snprintf(conversion + length, CONVERSION_MAX - length, "%d",
			 (int)number(printing, next_argument(printing), true));
		return at + 1;
	}
	if (digits < 10)
		strncat(conversion, at, digits);
	return at + digits;
}

static void print_argument(struct printing *printing, char *conversion, char letter)
{
	const char *argument = next_argument(printing);
	size_t length = strlen(conversion);

	switch (letter) {
	case 'd':
	case 'i':
		strcpy(conversion + length, PRIdMAX);
		printf(conversion, number(printing, argument, true));
		break;
	case 'o':
	case 'u':
	case 'x':
	case 'X':
		snprintf(conversion + length, CONVERSION_MAX - length, "j%c", letter);
		printf(conversion, number(printing, argument, false));
		break;
	case 'c':
		strcpy(conversion + length, argument == NULL || *argument == '\0' ? "s" : ".1s");
		printf(conversion, argument == NULL ? "" : argument);
		break;
	default:
		strcpy(conversion + length, "s");
		printf(conversion, argument == NULL ? "" : argument);
	}
}

/* What stands behind a %. Returns its end. */
static const char *print_conversion(struct printing *printing, const char *at)
{
	char conversion[CONVERSION_MAX] = "%";
	size_t flags = strspn(at, "-+ #0");

	if (*at == '%') {
		putchar('%');
		return at + 1;
	}
	strncat(conversion, at, flags < 8 ? flags : 8);
	at = take_width(printing, at + flags, conversion);
	if (*at == '.') {
		strcat(conversion, ".");
		at = take_width(printing, at + 1, conversion);
	}
	if (*at == 'b') {
		const char *argument = next_argument(printing);

		print_escaped(printing, argument == NULL ? "" : argument);
		return at + 1;
	}
	if (*at == '\0' || strchr("diouxXcs", *at) == NULL) {
		warnx("printf: bad conversion '%s%.1s'", conversion, at);
		printing->failed = printing->stopped = true;
		return at;
	}
	print_argument(printing, conversion, *at);
	return at + 1;
}

static void print_format(struct printing *printing, const char *at)
{
	while (*at != '\0' && !printing->stopped) {
		if (*at == '%')
			at = print_conversion(printing, at + 1);
		else if (*at == '\\')
			at = print_escape(printing, at + 1, false);
		else
			putchar(*at++);
	}
}

int printf_command(int argc, char **argv)
{
	int first = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1;
	struct printing printing = { .arguments = argv + first + 1 };
	char **before;

	if (first >= argc) {
		dprintf(2, "usage: printf FORMAT [ARGUMENT]...\n");
		return 2;
	}
	do {
		before = printing.arguments;
		print_format(&printing, argv[first]);
	} while (!printing.stopped && printing.arguments != before && *printing.arguments != NULL);
	return fflush(stdout) == 0 && !ferror(stdout) && !printing.failed ? 0 : 1;
}
