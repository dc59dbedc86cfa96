/* hexdump: bytes in hexadecimal. Lines like the one before are folded into a *. */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WIDTH 16

static bool canonical, verbose;

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: hexdump [-Cv] [-n BYTES] [-s OFFSET] [FILE]...\n");
	exit(2);
}

/* The files one behind the other. */
struct input {
	char **paths; /* of those that were not opened yet; NULL behind the last */
	const char *path;
	FILE *file; /* the one that is read, or NULL */
	int status;
};

static void complain(struct input *input)
{
	warn("%s", input->path);
	input->status = 1;
}

static bool open_next(struct input *input)
{
	while (*input->paths != NULL) {
		input->path = *input->paths++;
		input->file = fopen(input->path, "r");
		if (input->file != NULL)
			return true;
		complain(input);
	}
	return false;
}

static void close_file(struct input *input)
{
	if (ferror(input->file))
		complain(input);
	if (input->file != stdin)
		fclose(input->file);
	input->file = NULL;
}

/* Returns EOF behind the last file. */
static int next_byte(struct input *input)
{
	int c;

	while (input->file != NULL || open_next(input)) {
		c = getc(input->file);
		if (c != EOF)
			return c;
		close_file(input);
	}
	return EOF;
}

/* -C: bytes and characters. */
static void print_canonical(unsigned long offset, const unsigned char *bytes, int count)
{
	int i;

	printf("%08lx", offset);
	for (i = 0; i < WIDTH; i++) {
		if (i % 8 == 0)
			putchar(' ');
		if (i < count)
			printf(" %02x", bytes[i]);
		else
			printf("   ");
	}
	printf("  |");
	for (i = 0; i < count; i++)
		putchar(isprint(bytes[i]) ? bytes[i] : '.');
	printf("|\n");
}

/* Otherwise: words of two bytes. */
static void print_words(unsigned long offset, const unsigned char *bytes, int count)
{
	int i;

	printf("%07lx", offset);
	for (i = 0; i < WIDTH; i += 2) {
		if (i < count)
			printf(" %02x%02x", i + 1 < count ? bytes[i + 1] : 0, bytes[i]);
		else
			printf("     ");
	}
	putchar('\n');
}

static void dump(struct input *input, unsigned long skip, unsigned long limit)
{
	unsigned char line[WIDTH], before[WIDTH];
	unsigned long offset = 0;
	bool folded = false, first = true;
	int count, c;

	while (offset < skip && next_byte(input) != EOF)
		offset++;
	for (;;) {
		for (count = 0; count < WIDTH && limit > 0; count++, limit--) {
			c = next_byte(input);
			if (c == EOF)
				break;
			line[count] = (unsigned char)c;
		}
		if (count == 0)
			break;
		if (!verbose && !first && count == WIDTH && memcmp(line, before, WIDTH) == 0) {
			if (!folded)
				puts("*");
			folded = true;
		} else {
			if (canonical)
				print_canonical(offset, line, count);
			else
				print_words(offset, line, count);
			folded = false;
		}
		memcpy(before, line, WIDTH);
		first = false;
		offset += (unsigned long)count;
	}
	if (offset > 0)
		printf(canonical ? "%08lx\n" : "%07lx\n", offset);
}

static unsigned long number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 0);

	if (!isdigit((unsigned char)*text) || *end != '\0')
		errx(1, "invalid number '%s'", text);
	return value;
}

int main(int argc, char **argv)
{
	unsigned long skip = 0, limit = (unsigned long)-1;
	struct input input = { 0 };
	int option;

	while ((option = getopt(argc, argv, "Cn:s:v")) != -1) {
		if (option == 'C')
			canonical = true;
		else if (option == 'n')
			limit = number(optarg);
		else if (option == 's')
			skip = number(optarg);
		else if (option == 'v')
			verbose = true;
		else
			usage();
	}
	input.paths = argv + optind;
	if (*input.paths == NULL) {
		input.path = "-";
		input.file = stdin;
	}
	dump(&input, skip, limit);
	return input.status;
}
