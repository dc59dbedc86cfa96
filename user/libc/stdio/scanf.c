/*
 * The scanf family: %d %i %u %o %x %p %c %s %[ %n and %%, with *, a width and lengths; no floats.
 * Input is read a character at a time through one that can be put back.
 */
#include "file.h"
#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct source {
	FILE *file; /* NULL: `string` is read */
	const char *string;
	int taken; /* characters so far */
	va_list arguments;
};

struct directive {
	bool discard; /* %* */
	int width;    /* 0: none was given */
	char length;  /* 'H' hh, 'h', 0, 'l' */
	char kind;
	bool set[256]; /* of %[ */
};

static int take(struct source *source)
{
	int c;

	if (source->file != NULL)
		c = fgetc(source->file);
	else
		c = *source->string == '\0' ? EOF : (unsigned char)*source->string++;
	source->taken += c != EOF;
	return c;
}

static void give_back(struct source *source, int c)
{
	if (c == EOF)
		return;
	source->taken--;
	if (source->file != NULL)
		ungetc(c, source->file);
	else
		source->string--;
}

/* Returns false at the end of the input. */
static bool skip_blanks(struct source *source)
{
	int c;

	do
		c = take(source);
	while (c != EOF && isspace(c));
	give_back(source, c);
	return c != EOF;
}

/* Behind the [ of a set. Returns what follows the ]. */
static const char *parse_set(const char *at, struct directive *directive)
{
	bool negated = *at == '^', first = true;
	int i, low;

	memset(directive->set, negated, sizeof(directive->set));
	if (negated)
		at++;
	for (; *at != '\0' && (*at != ']' || first); at++, first = false) {
		low = (unsigned char)*at;
		if (at[1] == '-' && at[2] != ']' && at[2] != '\0')
			at += 2;
		for (i = low; i <= (unsigned char)*at; i++)
			directive->set[i] = !negated;
	}
	return *at == ']' ? at + 1 : at;
}

/* Behind a %. Returns what follows the directive. */
static const char *parse(const char *at, struct directive *directive)
{
	memset(directive, 0, sizeof(*directive));
	if (*at == '*') {
		directive->discard = true;
		at++;
	}
	for (; isdigit((unsigned char)*at); at++)
		directive->width = directive->width * 10 + *at - '0';
	if (*at == 'h') {
		directive->length = at[1] == 'h' ? 'H' : 'h';
		at += at[1] == 'h' ? 2 : 1;
	}
	while (*at != '\0' && strchr("lzjt", *at) != NULL) {
		directive->length = 'l';
		at++;
	}
	directive->kind = *at;
	if (*at == '\0')
		return at;
	at++;
	return directive->kind == '[' ? parse_set(at, directive) : at;
}

static void store_number(void *to, char length, unsigned long value)
{
	if (length == 'l')
		*(unsigned long *)to = value;
	else if (length == 'h')
		*(unsigned short *)to = (unsigned short)value;
	else if (length == 'H')
		*(unsigned char *)to = (unsigned char)value;
	else
		*(unsigned int *)to = (unsigned int)value;
}

static int base_of(char kind)
{
	switch (kind) {
	case 'd':
	case 'u':
		return 10;
	case 'o':
		return 8;
	case 'i':
		return 0;
	default:
		return 16;
	}
}

/* Whether a character may go on a number that has been read as far as `text`. */
static bool continues_number(const char *text, int length, int base, int c)
{
	bool sign = length > 0 && (text[0] == '-' || text[0] == '+');
	int digits = length - sign;

	if (length == 0 && (c == '-' || c == '+'))
		return true;
	if ((c | 32) == 'x')
		return digits == 1 && text[length - 1] == '0' && (base == 0 || base == 16);
	if (base == 0 && digits > 0 && text[sign] == '0')
		base = digits > 1 && (text[sign + 1] | 32) == 'x' ? 16 : 8;
	if (base == 0)
		base = 10;
	return base == 16 ? isxdigit(c) : c >= '0' && c < '0' + base;
}

static bool scan_number(struct source *source, const struct directive *directive)
{
	char text[64], *end;
	int base = base_of(directive->kind), length = 0, c;
	int limit = directive->width == 0 ? 63 : directive->width;
	unsigned long value;

	for (;;) {
		c = take(source);
		if (c == EOF || length >= limit || length >= 63 ||
		    !continues_number(text, length, base, c))
			break;
		text[length++] = (char)c;
	}
	give_back(source, c);
	text[length] = '\0';
	value = directive->kind == 'd' || directive->kind == 'i'
			? (unsigned long)strtol(text, &end, base)
			: strtoul(text, &end, base);
	if (end == text)
		return false;
	if (!directive->discard)
		store_number(va_arg(source->arguments, void *),
			     directive->kind == 'p' ? 'l' : directive->length, value);
	return true;
}

static bool belongs(const struct directive *directive, int c)
{
	if (directive->kind == 'c')
		return true;
	return directive->kind == 's' ? !isspace(c) : directive->set[c];
}

static bool scan_text(struct source *source, const struct directive *directive)
{
	int limit = directive->width, count = 0, c = EOF;
	char *to = directive->discard ? NULL : va_arg(source->arguments, char *);

	if (limit == 0)
		limit = directive->kind == 'c' ? 1 : INT_MAX;
	while (count < limit && (c = take(source)) != EOF) {
		if (!belongs(directive, c)) {
			give_back(source, c);
			break;
		}
		if (to != NULL)
			*to++ = (char)c;
		count++;
	}
	if (to != NULL && directive->kind != 'c')
		*to = '\0';
	return directive->kind == 'c' ? count == limit : count > 0;
}

/* One directive. Returns 1 when it stored something, 0 when not, -1 when the input does not fit. */
static int scan_one(struct source *source, const struct directive *directive)
{
	bool matched;

	if (directive->kind == 'n') {
		store_number(va_arg(source->arguments, void *), directive->length,
			     (unsigned long)source->taken);
		return 0;
	}
	if (strchr("diuoxXp", directive->kind) != NULL)
		matched = scan_number(source, directive);
	else if (strchr("cs[", directive->kind) != NULL)
		matched = scan_text(source, directive);
	else
		return -1;
	return matched ? !directive->discard : -1;
}

/* An ordinary character of the format, or %%. */
static bool match_literal(struct source *source, char wanted)
{
	int c = take(source);

	if (c == (unsigned char)wanted)
		return true;
	give_back(source, c);
	return false;
}

static bool at_end(struct source *source)
{
	int c = take(source);

	give_back(source, c);
	return c == EOF;
}

static int scan(struct source *source, const char *format, va_list arguments)
{
	struct directive directive;
	int count = 0, stored = 0;

	va_copy(source->arguments, arguments);
	while (*format != '\0' && stored >= 0) {
		if (isspace((unsigned char)*format)) {
			skip_blanks(source);
			format++;
			continue;
		}
		if (*format != '%') {
			stored = match_literal(source, *format++) ? 0 : -1;
			continue;
		}
		format = parse(format + 1, &directive);
		if (strchr("c[n", directive.kind) == NULL)
			skip_blanks(source);
		if (directive.kind == '%') {
			stored = match_literal(source, '%') ? 0 : -1;
			continue;
		}
		if (directive.kind != 'n' && count == 0 && at_end(source)) {
			count = EOF;
			break;
		}
		stored = scan_one(source, &directive);
		count += stored > 0;
	}
	va_end(source->arguments);
	return count;
}

int vsscanf(const char *string, const char *format, va_list arguments)
{
	struct source source = { .string = string };

	return scan(&source, format, arguments);
}

int vfscanf(FILE *file, const char *format, va_list arguments)
{
	struct source source = { .file = file };

	return scan(&source, format, arguments);
}

int sscanf(const char *string, const char *format, ...)
{
	va_list arguments;
	int count;

	va_start(arguments, format);
	count = vsscanf(string, format, arguments);
	va_end(arguments);
	return count;
}

int fscanf(FILE *file, const char *format, ...)
{
	va_list arguments;
	int count;

	va_start(arguments, format);
	count = vfscanf(file, format, arguments);
	va_end(arguments);
	return count;
}

int scanf(const char *format, ...)
{
	va_list arguments;
	int count;

	va_start(arguments, format);
	count = vfscanf(stdin, format, arguments);
	va_end(arguments);
	return count;
}
