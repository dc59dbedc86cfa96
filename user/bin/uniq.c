/* uniq: lines that are repeated one after the other, once. */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool count_lines, ignore_case, only_repeated, only_unique;
static unsigned long skip_fields, skip_characters;

/* A line without its end, in what getline() has allocated. */
struct line {
	char *text;
	size_t room, length;
};

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

static bool is_blank_at(const struct line *line, size_t at)
{
	return isblank((unsigned char)line->text[at]) != 0;
}

/* Where the part of a line begins that is compared. */
static size_t key_of(const struct line *line)
{
	size_t at = 0;

	for (unsigned long i = 0; i < skip_fields; i++) {
		while (at < line->length && is_blank_at(line, at))
			at++;
		while (at < line->length && !is_blank_at(line, at))
			at++;
	}
	return skip_characters < line->length - at ? at + skip_characters : line->length;
}

static bool same(const struct line *a, const struct line *b)
{
	size_t i = key_of(a), j = key_of(b);

	if (a->length - i != b->length - j)
		return false;
	if (!ignore_case)
		return memcmp(a->text + i, b->text + j, a->length - i) == 0;
	for (; i < a->length; i++, j++)
		if (tolower((unsigned char)a->text[i]) != tolower((unsigned char)b->text[j]))
			return false;
	return true;
}

static void print(const struct line *line, unsigned long count)
{
	if ((only_repeated && count == 1) || (only_unique && count > 1))
		return;
	if (count_lines)
		printf("%7lu ", count);
	fwrite(line->text, 1, line->length, stdout);
	putchar('\n');
}

static bool read_line(struct line *line)
{
	ssize_t length = getline(&line->text, &line->room, stdin);

	if (length < 0)
		return false;
	line->length = (size_t)length - (line->text[length - 1] == '\n');
	return true;
}

static void filter(const char *name)
{
	struct line before = { 0 }, line = { 0 }, kept;
	unsigned long count = 0;

	while (read_line(&line)) {
		if (count > 0 && same(&before, &line)) {
			count++;
			continue;
		}
		if (count > 0)
			print(&before, count);
		kept = before;
		before = line;
		line = kept;
		count = 1;
	}
	if (ferror(stdin))
		err(1, "%s", name);
	if (count > 0)
		print(&before, count);
}

int main(int argc, char **argv)
{
	const char *name = "-";
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
	if (optind < argc)
		name = argv[optind];
	if (strcmp(name, "-") != 0 && freopen(name, "r", stdin) == NULL)
		err(1, "%s", name);
	if (optind + 1 < argc && freopen(argv[optind + 1], "w", stdout) == NULL)
		err(1, "%s", argv[optind + 1]);
	filter(name);
	return 0;
}
