/* uniq: lines that are repeated one after the other, once. */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static bool count_lines, ignore_case, only_repeated, only_unique;
static unsigned long skip_fields, skip_characters;

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: uniq [-cdiu] [-f FIELDS] [-s CHARACTERS] [INPUT [OUTPUT]]\n");
	exit(2);
}

static unsigned long number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (!isdigit((unsigned char)*text) || *end != '\0')
		errx(1, "invalid number '%s'", text);
	return value;
}

/* The part of a line that is compared. */
static const char *key(const char *line)
{
	unsigned long i;

	for (i = 0; i < skip_fields; i++) {
		while (isblank((unsigned char)*line))
			line++;
		while (*line != '\0' && !isblank((unsigned char)*line))
			line++;
	}
	for (i = 0; i < skip_characters && *line != '\0'; i++)
		line++;
	return line;
}

static bool same(const char *a, const char *b)
{
	return (ignore_case ? strcasecmp(key(a), key(b)) : strcmp(key(a), key(b))) == 0;
}

static void print(const char *line, unsigned long count)
{
	if ((only_repeated && count == 1) || (only_unique && count > 1))
		return;
	if (count_lines)
		printf("%7lu ", count);
	puts(line);
}

/* Read a line without its end. */
static bool read_line(char **line, size_t *room)
{
	ssize_t length = getline(line, room, stdin);

	if (length > 0 && (*line)[length - 1] == '\n')
		(*line)[length - 1] = '\0';
	return length >= 0;
}

static void filter(void)
{
	char *before = NULL, *line = NULL;
	size_t before_room = 0, room = 0;
	unsigned long count = 0;

	while (read_line(&line, &room)) {
		char *kept = before;
		size_t kept_room = before_room;

		if (count > 0 && same(before, line)) {
			count++;
			continue;
		}
		if (count > 0)
			print(before, count);
		before = line;
		before_room = room;
		line = kept;
		room = kept_room;
		count = 1;
	}
	if (count > 0)
		print(before, count);
}

int main(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "cdf:is:u")) != -1) {
		if (option == 'c')
			count_lines = true;
		else if (option == 'd')
			only_repeated = true;
		else if (option == 'f')
			skip_fields = number(optarg);
		else if (option == 'i')
			ignore_case = true;
		else if (option == 's')
			skip_characters = number(optarg);
		else if (option == 'u')
			only_unique = true;
		else
			usage();
	}
	if (argc - optind > 2)
		usage();
	if (optind < argc && strcmp(argv[optind], "-") != 0 &&
	    freopen(argv[optind], "r", stdin) == NULL)
		err(1, "%s", argv[optind]);
	if (optind + 1 < argc && freopen(argv[optind + 1], "w", stdout) == NULL)
		err(1, "%s", argv[optind + 1]);
	filter();
	return 0;
}
