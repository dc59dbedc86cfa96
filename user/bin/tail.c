/*
 * tail: the end of files. A line's place is only known when the end is: the last lines or bytes are
 * kept. +N counts from the beginning instead.
 */
#include "last.h"
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool by_bytes, from_start;
static unsigned long wanted = 10;

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: tail [-n [+]LINES | -c [+]BYTES] [FILE]...\n");
	exit(2);
}

static void parse_count(const char *text)
{
	char *end;

	from_start = *text == '+';
	if (*text == '+' || *text == '-')
		text++;
	wanted = strtoul(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end != '\0')
		errx(1, "invalid number '%s'", text);
}

static void copy_from(FILE *file)
{
	unsigned long skip = wanted > 0 ? wanted - 1 : 0;
	int c;

	while (skip > 0 && (c = getc(file)) != EOF)
		if (by_bytes || c == '\n')
			skip--;
	while ((c = getc(file)) != EOF)
		putchar(c);
}

static void copy_last_bytes(FILE *file)
{
	struct last_bytes bytes = { .wanted = wanted };
	int c;

	while ((c = getc(file)) != EOF)
		last_bytes_add(&bytes, c);
	last_bytes_print(&bytes);
	free(bytes.ring);
}

static void copy_last_lines(FILE *file)
{
	struct last_lines lines = { 0 };
	struct last_line *line;
	size_t room = 0;
	char *text = NULL;
	ssize_t length;

	while ((length = getline(&text, &room, file)) >= 0) {
		last_lines_add(&lines, text, (size_t)length);
		if (lines.count > wanted)
			free(last_lines_take(&lines));
	}
	while ((line = last_lines_take(&lines)) != NULL) {
		fwrite(line->text, 1, line->length, stdout);
		free(line);
	}
	free(text);
}

static int tail(const char *path, bool heading)
{
	static bool before;
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	int status;

	if (file == NULL) {
		warn("cannot open '%s'", path);
		return 1;
	}
	if (heading)
		printf("%s==> %s <==\n", before ? "\n" : "",
		       file == stdin ? "standard input" : path);
	before = true;
	if (from_start)
		copy_from(file);
	else if (wanted > 0 && by_bytes)
		copy_last_bytes(file);
	else if (wanted > 0)
		copy_last_lines(file);
	status = ferror(file) ? 1 : 0;
	if (status != 0)
		warn("%s", path);
	if (file != stdin)
		fclose(file);
	return status;
}

int main(int argc, char **argv)
{
	int option, status = 0, files;

	if (argc > 1 && argv[1][0] == '-' && isdigit((unsigned char)argv[1][1])) {
		parse_count(argv[1] + 1);
		optind = 2;
	}
	while ((option = getopt(argc, argv, "c:n:")) != -1) {
		if (option == '?')
			usage();
		by_bytes = option == 'c';
		parse_count(optarg);
	}
	files = argc - optind;
	if (files == 0)
		return tail("-", false);
	for (; optind < argc; optind++)
		status |= tail(argv[optind], files > 1);
	return status;
}
