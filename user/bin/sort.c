/*
 * sort: lines in order. All lines are read into memory; equal lines keep their order only as far as
 * the comparison of whole lines, which decides last, tells them apart.
 */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static bool check_only, fold_case, ignore_blanks, numeric, reverse, unique;
static char separator; /* 0: from blank to not blank */
static struct {
	unsigned long first, last; /* fields of the key, from 1; last 0: to the end of the line */
} key;

static char **lines;
static size_t line_count, line_room;

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: sort [-bcfnru] [-k FIRST[,LAST]] [-o OUTPUT] [-t SEPARATOR] "
			"[FILE]...\n");
	exit(2);
}

static const char *skip_field(const char *at)
{
	if (separator != '\0') {
		while (*at != '\0' && *at != separator)
			at++;
		return *at == '\0' ? at : at + 1;
	}
	while (isblank((unsigned char)*at))
		at++;
	while (*at != '\0' && !isblank((unsigned char)*at))
		at++;
	return at;
}

/* Where the key begins, and its length. */
static const char *key_of(const char *line, size_t *length)
{
	const char *start = line, *end;
	unsigned long i;

	for (i = 1; i < key.first; i++)
		start = skip_field(start);
	end = start + strlen(start);
	if (key.last >= key.first && key.last > 0) {
		end = start;
		for (i = key.first; i <= key.last; i++)
			end = skip_field(end);
		if (separator != '\0' && end > start && end[-1] == separator)
			end--;
	}
	while ((ignore_blanks || numeric) && start < end && isblank((unsigned char)*start))
		start++;
	*length = (size_t)(end - start);
	return start;
}

/* Numbers of any length: by sign, by the number of digits, by the digits, by the fraction. */
static int compare_magnitudes(const char *a, const char *b)
{
	size_t a_length, b_length;
	int order;

	a += strspn(a, "0");
	b += strspn(b, "0");
	a_length = strspn(a, "0123456789");
	b_length = strspn(b, "0123456789");
	if (a_length != b_length)
		return a_length < b_length ? -1 : 1;
	order = strncmp(a, b, a_length);
	a += a_length;
	b += b_length;
	if (order != 0)
		return order;
	a += *a == '.';
	b += *b == '.';
	for (; isdigit((unsigned char)*a) || isdigit((unsigned char)*b);) {
		int x = isdigit((unsigned char)*a) ? *a++ : '0';
		int y = isdigit((unsigned char)*b) ? *b++ : '0';

		if (x != y)
			return x - y;
	}
	return 0;
}

static bool is_zero(const char *text)
{
	size_t length = strspn(text, "0");

	if (text[length] == '.')
		length += 1 + strspn(text + length + 1, "0");
	return !isdigit((unsigned char)text[length]);
}

static int compare_numbers(const char *a, const char *b)
{
	bool a_negative = *a == '-' && !is_zero(a + 1), b_negative = *b == '-' && !is_zero(b + 1);

	if (a_negative != b_negative)
		return a_negative ? -1 : 1;
	a += *a == '-';
	b += *b == '-';
	return a_negative ? compare_magnitudes(b, a) : compare_magnitudes(a, b);
}

static int compare_keys(const char *a, const char *b)
{
	size_t a_length, b_length, common;
	int order;

	a = key_of(a, &a_length);
	b = key_of(b, &b_length);
	if (numeric)
		return compare_numbers(a, b);
	common = a_length < b_length ? a_length : b_length;
	order = fold_case ? strncasecmp(a, b, common) : memcmp(a, b, common);
	if (order != 0)
		return order;
	return (a_length > b_length) - (a_length < b_length);
}

static int compare(const void *a, const void *b)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;
	int order = compare_keys(x, y);

	if (order == 0 && !unique)
		order = strcmp(x, y);
	return reverse ? -order : order;
}

static void *check(void *memory)
{
	if (memory == NULL)
		err(2, "out of memory");
	return memory;
}

static void read_lines(const char *path)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	size_t room = 0;
	char *line = NULL;
	ssize_t length;

	if (file == NULL)
		err(2, "cannot read '%s'", path);
	while ((length = getline(&line, &room, file)) >= 0) {
		if (length > 0 && line[length - 1] == '\n')
			line[--length] = '\0';
		if (line_count == line_room) {
			line_room = line_room * 2 + 256;
			lines = check(reallocarray(lines, line_room, sizeof(*lines)));
		}
		lines[line_count++] = check(strndup(line, (size_t)length));
	}
	if (ferror(file))
		err(2, "cannot read '%s'", path);
	free(line);
	if (file != stdin)
		fclose(file);
}

static int check_order(void)
{
	size_t i;

	for (i = 1; i < line_count; i++) {
		int order = compare(&lines[i - 1], &lines[i]);

		if (order > 0 || (unique && order == 0)) {
			warnx("disorder: %s", lines[i]);
			return 1;
		}
	}
	return 0;
}

static void print_lines(void)
{
	size_t i;

	for (i = 0; i < line_count; i++)
		if (!unique || i == 0 || compare(&lines[i - 1], &lines[i]) != 0)
			puts(lines[i]);
	if (fflush(stdout) != 0)
		err(2, "write error");
}

/* FIRST[,LAST], each with letters behind it that count for the whole. */
static void parse_key(const char *text)
{
	char *end;

	key.first = strtoul(text, &end, 10);
	if (key.first == 0)
		errx(2, "invalid key '%s'", text);
	for (;; end++) {
		if (*end == 'n')
			numeric = true;
		else if (*end == 'r')
			reverse = true;
		else if (*end == 'f')
			fold_case = true;
		else if (*end == 'b')
			ignore_blanks = true;
		else if (*end == ',')
			key.last = strtoul(end + 1, &end, 10), end--;
		else
			break;
	}
	if (*end != '\0')
		errx(2, "invalid key '%s'", text);
}

static void set_option(int letter)
{
	switch (letter) {
	case 'b':
		ignore_blanks = true;
		break;
	case 'c':
		check_only = true;
		break;
	case 'f':
		fold_case = true;
		break;
	case 'k':
		parse_key(optarg);
		break;
	case 'n':
		numeric = true;
		break;
	case 'r':
		reverse = true;
		break;
	case 't':
		separator = *optarg;
		break;
	case 'u':
		unique = true;
		break;
	default:
		usage();
	}
}

int main(int argc, char **argv)
{
	const char *output = NULL;
	int option;

	key.first = 1;
	while ((option = getopt(argc, argv, "bcfk:no:rt:u")) != -1) {
		if (option == 'o')
			output = optarg;
		else
			set_option(option);
	}
	if (optind == argc)
		read_lines("-");
	for (; optind < argc; optind++)
		read_lines(argv[optind]);
	if (check_only)
		return check_order();
	qsort(lines, line_count, sizeof(*lines), compare);
	if (output != NULL && freopen(output, "w", stdout) == NULL)
		err(2, "%s", output);
	print_lines();
	return 0;
}
