/*
 * grep: lines that match. Several patterns are alternatives: each is compiled by itself, and a line
 * is selected when one of them matches.
 */
#include <ctype.h>
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

struct pattern {
	struct pattern *next;
	char *text;
	regex_t regex;
};

static struct {
	bool count;	   /* -c */
	bool extended;	   /* -E */
	bool fixed;	   /* -F */
	bool ignore_case;  /* -i */
	bool invert;	   /* -v */
	bool names_only;   /* -l */
	bool no_names;	   /* -h */
	bool with_names;   /* -H, or several files */
	bool numbers;	   /* -n */
	bool matches_only; /* -o */
	bool quiet;	   /* -q */
	bool recursive;	   /* -r */
	bool silent;	   /* -s */
	bool whole_words;  /* -w */
	bool whole_lines;  /* -x */
} options;

/* A line without its end; it may have NULs. */
struct line {
	const char *text;
	size_t length;
};

static struct pattern *patterns;
static bool any_match, any_error;

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: grep [-EFHachilnoqrsvwx] [-e PATTERN | -f FILE | PATTERN] "
			"[FILE]...\n");
	exit(2);
}

static void add_pattern(const char *text, size_t length)
{
	struct pattern *pattern = malloc(sizeof(*pattern));

	if (pattern == NULL || (pattern->text = strndup(text, length)) == NULL)
		err(2, "out of memory");
	pattern->next = patterns;
	patterns = pattern;
}

/* Newlines in an operand separate patterns. */
static void add_patterns(const char *text)
{
	for (;;) {
		size_t length = strcspn(text, "\n");

		add_pattern(text, length);
		if (text[length] == '\0')
			return;
		text += length + 1;
	}
}

static void add_patterns_of_file(const char *path)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	size_t room = 0;
	char *line = NULL;
	ssize_t length;

	if (file == NULL)
		err(2, "%s", path);
	while ((length = getline(&line, &room, file)) >= 0) {
		if (length > 0 && line[length - 1] == '\n')
			length--;
		add_pattern(line, (size_t)length);
	}
	if (ferror(file))
		err(2, "%s", path);
	free(line);
	if (file != stdin)
		fclose(file);
}

static _Noreturn void fail(const struct pattern *pattern, int error)
{
	char text[64];

	regerror(error, &pattern->regex, text, sizeof(text));
	errx(2, "%s: %s", pattern->text, text);
}

static void compile_patterns(void)
{
	struct pattern *pattern;
	int flags = (options.extended ? REG_EXTENDED : 0) | (options.ignore_case ? REG_ICASE : 0);

	for (pattern = patterns; pattern != NULL && !options.fixed; pattern = pattern->next) {
		int error = regcomp(&pattern->regex, pattern->text, flags);

		if (error != 0)
			fail(pattern, error);
	}
}

static const char *find_text(const char *at, size_t size, const char *text, size_t length)
{
	if (!options.ignore_case)
		return memmem(at, size, text, length);
	for (; size >= length; at++, size--)
		if (strncasecmp(at, text, length) == 0)
			return at;
	return NULL;
}

/* The first place at or behind `from` where the pattern matches. */
static bool search(const struct pattern *pattern, const struct line *line, size_t from,
		   regmatch_t *match)
{
	const char *found;
	size_t length;
	int error;

	if (!options.fixed) {
		match->rm_so = (regoff_t)from;
		match->rm_eo = (regoff_t)line->length;
		error = regexec(&pattern->regex, line->text, 1, match, REG_STARTEND);
		if (error != 0 && error != REG_NOMATCH)
			fail(pattern, error);
		return error == 0;
	}
	length = strlen(pattern->text);
	found = find_text(line->text + from, line->length - from, pattern->text, length);
	if (found == NULL)
		return false;
	match->rm_so = found - line->text;
	match->rm_eo = match->rm_so + (regoff_t)length;
	return true;
}

static bool is_word_character(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool match_fits(const struct line *line, const regmatch_t *match)
{
	size_t start = (size_t)match->rm_so, end = (size_t)match->rm_eo;

	if (options.whole_lines)
		return start == 0 && end == line->length;
	if (options.whole_words)
		return (start == 0 || !is_word_character(line->text[start - 1])) &&
		       (end == line->length || !is_word_character(line->text[end]));
	return true;
}

/* A match that does not fit may be followed by one that does, which begins further on. */
static bool find_fitting(const struct pattern *pattern, const struct line *line, size_t from,
			 regmatch_t *match)
{
	while (from <= line->length && search(pattern, line, from, match)) {
		if (match_fits(line, match))
			return true;
		from = (size_t)match->rm_so + 1;
	}
	return false;
}

/* The leftmost match of any pattern, and of those the longest. */
static bool find(const struct line *line, size_t from, regmatch_t *best)
{
	const struct pattern *pattern;
	bool found = false;
	regmatch_t match;

	for (pattern = patterns; pattern != NULL; pattern = pattern->next) {
		if (!find_fitting(pattern, line, from, &match))
			continue;
		if (!found || match.rm_so < best->rm_so ||
		    (match.rm_so == best->rm_so && match.rm_eo > best->rm_eo))
			*best = match;
		found = true;
		if (!options.matches_only)
			return true;
	}
	return found;
}

static void print_prefix(const char *name, unsigned long number)
{
	if (options.with_names)
		printf("%s:", name);
	if (options.numbers)
		printf("%lu:", number);
}

static void print_text(const char *name, unsigned long number, const char *text, size_t length)
{
	print_prefix(name, number);
	fwrite(text, 1, length, stdout);
	putchar('\n');
}

static void print_matches(const char *name, unsigned long number, const struct line *line)
{
	regmatch_t match;
	size_t from = 0;

	while (from < line->length && find(line, from, &match)) {
		if (match.rm_eo > match.rm_so) {
			print_text(name, number, line->text + match.rm_so,
				   (size_t)(match.rm_eo - match.rm_so));
			from = (size_t)match.rm_eo;
		} else {
			from = (size_t)match.rm_so + 1;
		}
	}
}

static void select_line(const char *name, unsigned long number, const struct line *line)
{
	any_match = true;
	if (options.quiet)
		exit(0);
	if (options.count || options.names_only)
		return;
	if (options.matches_only) {
		if (!options.invert)
			print_matches(name, number, line);
		return;
	}
	print_text(name, number, line->text, line->length);
}

static void complain(const char *path)
{
	any_error = true;
	if (!options.silent)
		warn("%s", path);
}

static void search_stream(FILE *file, const char *name)
{
	unsigned long number = 0, selected = 0;
	size_t room = 0;
	char *text = NULL;
	regmatch_t match;
	ssize_t length;

	while ((length = getline(&text, &room, file)) >= 0) {
		struct line line = { text, (size_t)length - (text[length - 1] == '\n') };

		number++;
		if (find(&line, 0, &match) == options.invert)
			continue;
		selected++;
		select_line(name, number, &line);
		if (options.names_only)
			break;
	}
	if (ferror(file))
		complain(name);
	free(text);
	if (options.names_only && selected > 0)
		puts(name);
	else if (options.count && !options.names_only && options.with_names)
		printf("%s:%lu\n", name, selected);
	else if (options.count && !options.names_only)
		printf("%lu\n", selected);
}

static void search_file(const char *path)
{
	FILE *file = fopen(path, "r");

	if (file == NULL) {
		complain(path);
		return;
	}
	search_stream(file, path);
	fclose(file);
}

static void search_folder(const char *path);

/* Below an operand links are not followed, which may lead in a circle, and devices not read. */
static void search_entry(const char *path)
{
	struct stat status;

	if (lstat(path, &status) < 0)
		complain(path);
	else if (S_ISDIR(status.st_mode))
		search_folder(path);
	else if (S_ISREG(status.st_mode))
		search_file(path);
}

static void search_folder(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;

	if (directory == NULL) {
		complain(path);
		return;
	}
	for (errno = 0; (entry = readdir(directory)) != NULL; errno = 0) {
		char *child;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (asprintf(&child, "%s/%s", path, entry->d_name) < 0)
			err(2, "out of memory");
		search_entry(child);
		free(child);
	}
	if (errno != 0)
		complain(path);
	closedir(directory);
}

static void search_operand(const char *path)
{
	struct stat status;

	if (strcmp(path, "-") == 0) {
		search_stream(stdin, "(standard input)");
		return;
	}
	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
		errno = EISDIR;
		if (options.recursive)
			search_folder(path);
		else
			complain(path);
		return;
	}
	search_file(path);
}

static bool set_option(int letter)
{
	switch (letter) {
	case 'E':
		return options.extended = true;
	case 'F':
		return options.fixed = true;
	case 'G':
	case 'a': /* every file is taken as text */
		return true;
	case 'H':
		return options.with_names = true;
	case 'c':
		return options.count = true;
	case 'h':
		return options.no_names = true;
	case 'i':
		return options.ignore_case = true;
	case 'l':
		return options.names_only = true;
	case 'n':
		return options.numbers = true;
	case 'o':
		return options.matches_only = true;
	case 'q':
		return options.quiet = true;
	case 'R':
	case 'r':
		return options.recursive = true;
	case 's':
		return options.silent = true;
	case 'v':
		return options.invert = true;
	case 'w':
		return options.whole_words = true;
	case 'x':
		return options.whole_lines = true;
	default:
		return false;
	}
}

int main(int argc, char **argv)
{
	bool given = false;
	int option;

	while ((option = getopt(argc, argv, "EFGHRace:f:hilnoqrsvwx")) != -1) {
		if (option == 'e')
			add_patterns(optarg);
		else if (option == 'f')
			add_patterns_of_file(optarg);
		else if (!set_option(option))
			usage();
		given = given || option == 'e' || option == 'f';
	}
	if (!given) {
		if (optind == argc)
			usage();
		add_patterns(argv[optind++]);
	}
	compile_patterns();
	if (argc - optind > 1 || options.recursive)
		options.with_names = true;
	if (options.no_names)
		options.with_names = false;
	if (optind == argc)
		search_operand(options.recursive ? "." : "-");
	for (; optind < argc; optind++)
		search_operand(argv[optind]);
	return any_error ? 2 : !any_match;
}
