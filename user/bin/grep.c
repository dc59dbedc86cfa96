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

static struct pattern *patterns;
static bool any_match, any_error;

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: grep [-EFHchilnoqrsvwx] [-e PATTERN | -f FILE | PATTERN] "
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
	free(line);
	if (file != stdin)
		fclose(file);
}

static void compile_patterns(void)
{
	struct pattern *pattern;
	int flags = (options.extended ? REG_EXTENDED : 0) | (options.ignore_case ? REG_ICASE : 0);

	for (pattern = patterns; pattern != NULL && !options.fixed; pattern = pattern->next) {
		int error = regcomp(&pattern->regex, pattern->text, flags);
		char text[64];

		if (error != 0) {
			regerror(error, &pattern->regex, text, sizeof(text));
			errx(2, "%s: %s", pattern->text, text);
		}
	}
}

/* The first place at or behind `from` where the pattern matches. */
static bool search(const struct pattern *pattern, const char *line, size_t from, regmatch_t *match)
{
	const char *found;

	if (!options.fixed) {
		if (regexec(&pattern->regex, line + from, 1, match, from > 0 ? REG_NOTBOL : 0))
			return false;
		match->rm_so += (regoff_t)from;
		match->rm_eo += (regoff_t)from;
		return true;
	}
	found = options.ignore_case ? strcasestr(line + from, pattern->text)
				    : strstr(line + from, pattern->text);
	if (found == NULL)
		return false;
	match->rm_so = found - line;
	match->rm_eo = match->rm_so + (regoff_t)strlen(pattern->text);
	return true;
}

static bool is_word_character(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool match_fits(const char *line, const regmatch_t *match)
{
	if (options.whole_lines)
		return match->rm_so == 0 && line[match->rm_eo] == '\0';
	if (options.whole_words)
		return (match->rm_so == 0 || !is_word_character(line[match->rm_so - 1])) &&
		       !is_word_character(line[match->rm_eo]);
	return true;
}

/* A match that does not fit may be followed by one that does, which begins further on. */
static bool find_fitting(const struct pattern *pattern, const char *line, size_t from,
			 regmatch_t *match)
{
	while (search(pattern, line, from, match)) {
		if (match_fits(line, match))
			return true;
		from = (size_t)match->rm_so + 1;
		if (line[match->rm_so] == '\0')
			return false;
	}
	return false;
}

/* The leftmost match of any pattern, and of those the longest. */
static bool find(const char *line, size_t from, regmatch_t *best)
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

static void print_matches(const char *name, unsigned long number, const char *line)
{
	regmatch_t match;
	size_t from = 0;

	while (line[from] != '\0' && find(line, from, &match)) {
		if (match.rm_eo > match.rm_so) {
			print_prefix(name, number);
			printf("%.*s\n", (int)(match.rm_eo - match.rm_so), line + match.rm_so);
			from = (size_t)match.rm_eo;
		} else {
			from = (size_t)match.rm_so + 1;
		}
	}
}

static void select_line(const char *name, unsigned long number, const char *line)
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
	print_prefix(name, number);
	puts(line);
}

static void search_stream(FILE *file, const char *name)
{
	unsigned long number = 0, selected = 0;
	size_t room = 0;
	char *line = NULL;
	regmatch_t match;
	ssize_t length;

	while ((length = getline(&line, &room, file)) >= 0) {
		number++;
		if (length > 0 && line[length - 1] == '\n')
			line[length - 1] = '\0';
		if (find(line, 0, &match) == options.invert)
			continue;
		selected++;
		select_line(name, number, line);
		if (options.names_only)
			break;
	}
	free(line);
	if (options.names_only && selected > 0)
		puts(name);
	else if (options.count && !options.names_only && options.with_names)
		printf("%s:%lu\n", name, selected);
	else if (options.count && !options.names_only)
		printf("%lu\n", selected);
}

static void complain(const char *path)
{
	any_error = true;
	if (!options.silent)
		warn("%s", path);
}

static void search_path(const char *path);

static void search_folder(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;

	if (directory == NULL) {
		complain(path);
		return;
	}
	while ((entry = readdir(directory)) != NULL) {
		char *child;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (asprintf(&child, "%s/%s", path, entry->d_name) < 0)
			err(2, "out of memory");
		search_path(child);
		free(child);
	}
	closedir(directory);
}

static void search_path(const char *path)
{
	struct stat status;
	FILE *file;

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
	file = fopen(path, "r");
	if (file == NULL) {
		complain(path);
		return;
	}
	search_stream(file, path);
	if (ferror(file))
		complain(path);
	fclose(file);
}

static bool set_option(int letter)
{
	switch (letter) {
	case 'E':
		return options.extended = true;
	case 'F':
		return options.fixed = true;
	case 'G':
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

	while ((option = getopt(argc, argv, "EFGHRce:f:hilnoqrsvwx")) != -1) {
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
		search_path(options.recursive ? "." : "-");
	for (; optind < argc; optind++)
		search_path(argv[optind]);
	return any_error ? 2 : !any_match;
}
