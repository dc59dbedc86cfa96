/* head: the beginning of files. */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool by_bytes;
static unsigned long wanted = 10;

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: head [-n LINES | -c BYTES] [FILE]...\n");
	exit(2);
}

static unsigned long count(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

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
	if (by_bytes)
		copy_bytes(file);
	else
		copy_lines(file);
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
