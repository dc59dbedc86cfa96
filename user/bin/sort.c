/*
 * sort: lines in order. All lines are read into memory. Lines whose keys are equal are told apart
 * by all their bytes, or with -s and -u keep the order in which they came.
 */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEYS_MAX 16

/* How texts are compared. */
struct way {
	bool blanks;	 /* b: blanks before the text do not count */
	bool dictionary; /* d: only blanks, letters and digits count */
	bool fold;	 /* f: small letters are large ones */
	bool printable;	 /* i: only what can be printed counts */
	bool numeric;	 /* n: numbers */
	bool reverse;	 /* r: the other way round */
};

/* From a character of a field to a character of a field; all count from 1. */
struct key {
	unsigned long field, character;
	unsigned long last_field;     /* 0: to the end of the line */
	unsigned long last_character; /* 0: to the end of the field */
	bool last_blanks;	      /* blanks before the last character's field do not count */
	bool has_way;		      /* of its own; otherwise that of all */
	struct way way;
};

struct text {
	const char *at, *end;
};

struct line {
	char *text; /* with the newline that ends it, which `length` does not count */
	size_t length, number;
};

static struct way common;
static struct key keys[KEYS_MAX];
static size_t key_count;
static bool check_only, quiet, stable, unique;
static char separator; /* 0: from blank to not blank */

static struct line *lines;
static size_t line_count, line_room;

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: sort [-bcCdfimnrsu] [-k FIELD[.CHARACTER][,FIELD[.CHARACTER]]] "
			"[-o OUTPUT]\n"
			"            [-t SEPARATOR] [FILE]...\n");
	exit(2);
}

static bool is_blank_at(struct text text)
{
	return text.at < text.end && isblank((unsigned char)*text.at);
}

static void skip_blanks(struct text *text)
{
	while (is_blank_at(*text))
		text->at++;
}

/* To the end of a field, at its separator or at the blanks before the next field. */
static void skip_field(struct text *text)
{
	if (separator == '\0')
		skip_blanks(text);
	while (text->at < text->end &&
	       (separator == '\0' ? !is_blank_at(*text) : *text->at != separator))
		text->at++;
}

/* To the beginning of a field: with blanks as separators they belong to it. */
static void skip_to_field(struct text *text, unsigned long number)
{
	for (; number > 1 && text->at < text->end; number--) {
		skip_field(text);
		text->at += separator != '\0' && text->at < text->end;
	}
}

static void skip_characters(struct text *text, unsigned long count)
{
	size_t left = (size_t)(text->end - text->at);

	text->at += count < left ? count : left;
}

static struct text key_text(const struct key *key, const struct way *way, const struct line *line)
{
	struct text first = { line->text, line->text + line->length }, last = first;

	skip_to_field(&first, key->field);
	if (way->blanks)
		skip_blanks(&first);
	skip_characters(&first, key->character - 1);
	if (key->last_field == 0)
		return first;
	skip_to_field(&last, key->last_field);
	if (key->last_character == 0) {
		skip_field(&last);
	} else {
		if (key->last_blanks)
			skip_blanks(&last);
		skip_characters(&last, key->last_character);
	}
	return (struct text){ first.at, last.at < first.at ? first.at : last.at };
}

static bool is_digit_at(struct text text)
{
	return text.at < text.end && isdigit((unsigned char)*text.at);
}

static void skip_zeroes(struct text *text)
{
	while (text->at < text->end && *text->at == '0')
		text->at++;
}

static size_t count_digits(struct text text)
{
	size_t count = 0;

	for (; is_digit_at(text); text.at++)
		count++;
	return count;
}

static int compare_fractions(struct text a, struct text b)
{
	a.at += a.at < a.end && *a.at == '.';
	b.at += b.at < b.end && *b.at == '.';
	while (is_digit_at(a) || is_digit_at(b)) {
		int x = is_digit_at(a) ? *a.at++ : '0';
		int y = is_digit_at(b) ? *b.at++ : '0';

		if (x != y)
			return x - y;
	}
	return 0;
}

/* Numbers of any length: by the number of digits, by the digits, by the fraction. */
static int compare_magnitudes(struct text a, struct text b)
{
	size_t length, other;
	int order;

	skip_zeroes(&a);
	skip_zeroes(&b);
	length = count_digits(a);
	other = count_digits(b);
	if (length != other)
		return length < other ? -1 : 1;
	order = memcmp(a.at, b.at, length);
	if (order != 0)
		return order;
	a.at += length;
	b.at += length;
	return compare_fractions(a, b);
}

/* Take the sign away. Returns whether the number is below zero. */
static bool take_sign(struct text *text)
{
	static const char zero[] = "0";
	const struct text nothing = { zero, zero + 1 };

	skip_blanks(text);
	if (text->at == text->end || *text->at != '-')
		return false;
	text->at++;
	return compare_magnitudes(*text, nothing) != 0;
}

static int compare_numbers(struct text a, struct text b)
{
	bool a_negative = take_sign(&a), b_negative = take_sign(&b);

	if (a_negative != b_negative)
		return a_negative ? -1 : 1;
	return a_negative ? compare_magnitudes(b, a) : compare_magnitudes(a, b);
}

/* The next character that counts, -1 at the end. */
static int next_character(const struct way *way, struct text *text)
{
	while (text->at < text->end) {
		int c = (unsigned char)*text->at++;

		if ((way->dictionary && !isalnum(c) && !isblank(c)) ||
		    (way->printable && !isprint(c)))
			continue;
		return way->fold ? toupper(c) : c;
	}
	return -1;
}

static int compare_texts(const struct way *way, struct text a, struct text b)
{
	int x, y;

	if (way->numeric)
		return compare_numbers(a, b);
	do {
		x = next_character(way, &a);
		y = next_character(way, &b);
	} while (x == y && x >= 0);
	return x - y;
}

static int compare_keys(const struct line *a, const struct line *b)
{
	for (size_t i = 0; i < key_count; i++) {
		const struct key *key = &keys[i];
		const struct way *way = key->has_way ? &key->way : &common;
		int order = compare_texts(way, key_text(key, way, a), key_text(key, way, b));

		if (order != 0)
			return way->reverse ? -order : order;
	}
	return 0;
}

static int compare_bytes(const struct line *a, const struct line *b)
{
	int order = memcmp(a->text, b->text, a->length < b->length ? a->length : b->length);

	return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

static int compare(const void *left, const void *right)
{
	const struct line *a = left, *b = right;
	int order = compare_keys(a, b);

	if (order == 0 && !unique && !stable) {
		order = compare_bytes(a, b);
		order = common.reverse ? -order : order;
	}
	return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

static void *check(void *memory)
{
	if (memory == NULL)
		err(2, "out of memory");
	return memory;
}

static void add_line(const char *text, size_t length)
{
	if (line_count == line_room) {
		line_room = line_room * 2 + 256;
		lines = check(reallocarray(lines, line_room, sizeof(*lines)));
	}
	lines[line_count] = (struct line){ check(malloc(length + 1)), length, line_count };
	memcpy(lines[line_count].text, text, length);
	lines[line_count++].text[length] = '\n';
}

static void read_lines(const char *path)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	size_t room = 0;
	char *line = NULL;
	ssize_t length;

	if (file == NULL)
		err(2, "cannot read '%s'", path);
	while ((length = getline(&line, &room, file)) >= 0)
		add_line(line, (size_t)length - (line[length - 1] == '\n'));
	if (ferror(file))
		err(2, "cannot read '%s'", path);
	free(line);
	if (file != stdin)
		fclose(file);
}

static int check_order(void)
{
	for (size_t i = 1; i < line_count; i++) {
		if (compare(&lines[i - 1], &lines[i]) <= 0 &&
		    !(unique && compare_keys(&lines[i - 1], &lines[i]) == 0))
			continue;
		if (!quiet)
			warnx("disorder: %.*s", (int)lines[i].length, lines[i].text);
		return 1;
	}
	return 0;
}

static void print_lines(void)
{
	for (size_t i = 0; i < line_count; i++)
		if (!unique || i == 0 || compare_keys(&lines[i - 1], &lines[i]) != 0)
			fwrite(lines[i].text, 1, lines[i].length + 1, stdout);
	if (fflush(stdout) != 0)
		err(2, "write error");
}

static bool set_way(struct way *way, char letter)
{
	switch (letter) {
	case 'b':
		way->blanks = true;
		break;
	case 'd':
		way->dictionary = true;
		break;
	case 'f':
		way->fold = true;
		break;
	case 'i':
		way->printable = true;
		break;
	case 'n':
		way->numeric = true;
		break;
	case 'r':
		way->reverse = true;
		break;
	default:
		return false;
	}
	return true;
}

/* FIELD[.CHARACTER] and letters. Returns what stands behind; *blanks: whether b was among them. */
static char *parse_place(char *text, struct key *key, unsigned long *field,
			 unsigned long *character, bool *blanks)
{
	bool before = key->way.blanks;

	key->way.blanks = false;
	*field = strtoul(text, &text, 10);
	if (*text == '.')
		*character = strtoul(text + 1, &text, 10);
	for (; set_way(&key->way, *text); text++)
		key->has_way = true;
	*blanks = key->way.blanks;
	key->way.blanks = before;
	return text;
}

static void parse_key(char *text)
{
	struct key *key = &keys[key_count];
	char *rest;

	if (key_count++ == KEYS_MAX)
		errx(2, "more than %d keys", KEYS_MAX);
	*key = (struct key){ .character = 1 };
	rest = parse_place(text, key, &key->field, &key->character, &key->way.blanks);
	if (*rest == ',') {
		rest = parse_place(rest + 1, key, &key->last_field, &key->last_character,
				   &key->last_blanks);
		if (key->last_field == 0)
			key->field = 0;
	}
	if (*rest != '\0' || key->field == 0 || key->character == 0)
		errx(2, "invalid key '%s'", text);
}

static void set_separator(const char *text)
{
	if (*text == '\0' || text[1] != '\0')
		errx(2, "'%s' is not one character", text);
	separator = *text;
}

static void set_option(int letter)
{
	switch (letter) {
	case 'C':
		quiet = true;
		check_only = true;
		break;
	case 'c':
		check_only = true;
		break;
	case 'k':
		parse_key(optarg);
		break;
	case 'm': /* lines that are in order already are sorted like any others */
		break;
	case 's':
		stable = true;
		break;
	case 't':
		set_separator(optarg);
		break;
	case 'u':
		unique = true;
		break;
	default:
		if (!set_way(&common, (char)letter))
			usage();
	}
}

int main(int argc, char **argv)
{
	const char *output = NULL;
	int option;

	while ((option = getopt(argc, argv, "bcCdfik:mno:rst:u")) != -1) {
		if (option == 'o')
			output = optarg;
		else
			set_option(option);
	}
	if (key_count == 0)
		keys[key_count++] = (struct key){ .field = 1, .character = 1 };
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
