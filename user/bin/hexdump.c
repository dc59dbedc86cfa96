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

static FILE *next_file(char ***paths, int *status)
{
	FILE *file;

	while (**paths != NULL) {
		file = fopen(*(*paths)++, "r");
		if (file != NULL)
			return file;
		warn("%s", (*paths)[-1]);
		*status = 1;
	}
	return NULL;
}

/* The files one behind the other. Returns EOF behind the last one. */
static int next_byte(FILE **file, char ***paths, int *status)
{
	int c;

	while (*file != NULL) {
		c = getc(*file);
		if (c != EOF)
			return c;
		*file = next_file(paths, status);
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

static void dump(FILE *file, char **paths, unsigned long skip, unsigned long limit, int *status)
{
	unsigned char line[WIDTH], before[WIDTH];
	unsigned long offset = 0;
	bool folded = false, first = true;
	int count, c;

	while (offset < skip && next_byte(&file, &paths, status) != EOF)
		offset++;
	for (;;) {
		for (count = 0; count < WIDTH && limit > 0; count++, limit--) {
			c = next_byte(&file, &paths, status);
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
	int option, status = 0;
	char **paths;
	FILE *file;

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
	paths = argv + optind;
	file = *paths == NULL ? stdin : next_file(&paths, &status);
	dump(file, paths, skip, limit, &status);
	return status;
}
