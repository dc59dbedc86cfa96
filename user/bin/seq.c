/* seq: numbers in order. */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: seq [-w] [-s SEPARATOR] [FIRST [STEP]] LAST\n");
	exit(2);
}

static long number(const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (*text == '\0' || *end != '\0')
		errx(1, "invalid number '%s'", text);
	return value;
}

static int width_of(long value)
{
	return snprintf(NULL, 0, "%ld", value);
}

static void print(long first, long step, long last, const char *separator, int width)
{
	bool more = step > 0 ? first <= last : first >= last;
	long value = first;

	while (more) {
		printf("%0*ld", width, value);
		more = !__builtin_add_overflow(value, step, &value) &&
		       (step > 0 ? value <= last : value >= last);
		fputs(more ? separator : "\n", stdout);
	}
}

/* A negative number is no option: options end before it. */
static int next_option(int argc, char **argv)
{
	if (optind < argc && argv[optind][0] == '-' && strspn(argv[optind] + 1, "0123456789") > 0)
		return -1;
	return getopt(argc, argv, "s:w");
}

int main(int argc, char **argv)
{
	const char *separator = "\n";
	long first = 1, step = 1, last;
	bool equal_width = false;
	int option, width = 0;

	while ((option = next_option(argc, argv)) != -1) {
		if (option == 's')
			separator = optarg;
		else if (option == 'w')
			equal_width = true;
		else
			usage();
	}
	argc -= optind;
	argv += optind;
	if (argc < 1 || argc > 3)
		usage();
	if (argc > 1)
		first = number(argv[0]);
	if (argc > 2)
		step = number(argv[1]);
	last = number(argv[argc - 1]);
	if (step == 0)
		errx(1, "the step must not be 0");
	if (equal_width)
		width = width_of(first) > width_of(last) ? width_of(first) : width_of(last);
	print(first, step, last, separator, width);
	return 0;
}
