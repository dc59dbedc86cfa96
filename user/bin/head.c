/* head: the beginning of files. */
#include "last.h"
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool by_bytes;
static bool but_last; /* all but so many at the end */
static unsigned long wanted = 10;

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: head [-n [-]LINES | -c [-]BYTES] [FILE]...\n");
	exit(2);
}

static unsigned long count(const char *text)
{
	char *end;
	unsigned long value;

	but_last = *text == '-';
	text += but_last;
	value = strtoul(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end != '\0')
		errx(1, "invalid number '%s'", text);
	return value;
}

/* What was read ahead is given back, so that the next reader of the descriptor finds it. */
static void copy_lines(FILE *file)
{
	unsigned long left = wanted;
	int c;

	while (left > 0 && (c = getc(file)) != EOF) {
		putchar(c);
		if (c == '\n')
			left--;
	}
	fflush(file);
}

static void copy_bytes(FILE *file)
{
	static char buffer[4096];
	unsigned long left = wanted;
	size_t size;

	while (left > 0) {
		size = fread(buffer, 1, left < sizeof(buffer) ? left : sizeof(buffer), file);
		if (size == 0)
			break;
		fwrite(buffer, 1, size, stdout);
		left -= size;
	}
	fflush(file);
}

static void copy_rest(FILE *file)
{
	int c;

	while ((c = getc(file)) != EOF)
		putchar(c);
}

static void copy_all_but_bytes(FILE *file)
{
	struct last_bytes bytes = { .wanted = wanted };
	int c, passed;

	while ((c = getc(file)) != EOF) {
		passed = last_bytes_add(&bytes, c);
		if (passed != EOF)
			putchar(passed);
	}
	free(bytes.ring);
}

static void copy_all_but_lines(FILE *file)
{
	struct last_lines lines = { 0 };
	struct last_line *line;
	size_t room = 0;
	char *text = NULL;
	ssize_t length;

	while ((length = getline(&text, &room, file)) >= 0) {
		last_lines_add(&lines, text, (size_t)length);
		if (lines.count <= wanted)
			continue;
		line = last_lines_take(&lines);
		fwrite(line->text, 1, line->length, stdout);
		free(line);
	}
	while ((line = last_lines_take(&lines)) != NULL)
		free(line);
	free(text);
}

static void copy(FILE *file)
{
	if (but_last && wanted > 0 && by_bytes)
		copy_all_but_bytes(file);
	else if (but_last && wanted > 0)
		copy_all_but_lines(file);
	else if (but_last)
		copy_rest(file);
	else if (by_bytes)
		copy_bytes(file);
	else
		copy_lines(file);
}

static int head(const char *path, bool heading)
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
	copy(file);
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

	/* head -5 is head -n 5. */
	if (argc > 1 && argv[1][0] == '-' && isdigit((unsigned char)argv[1][1])) {
		wanted = count(argv[1] + 1);
		optind = 2;
	}
	while ((option = getopt(argc, argv, "c:n:")) != -1) {
		if (option == '?')
			usage();
		by_bytes = option == 'c';
		wanted = count(optarg);
	}
	files = argc - optind;
	if (files == 0)
		return head("-", false);
	for (; optind < argc; optind++)
		status |= head(argv[optind], files > 1);
	return status;
}
