/* xargs: run a command with arguments that are read. */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE_RESERVED 2048 /* of what exec takes, for what the program may add */
#define ARGUMENTS_MAX 65536

static bool by_zeroes, no_empty_run, trace;
static unsigned long per_run = ARGUMENTS_MAX, lines_per_run = ARGUMENTS_MAX;
static bool ended_line; /* the last word was the last of its line */
static const char *placeholder;
static int exit_status;

static _Noreturn void usage(void)
{
	fprintf(stderr,
		"usage: xargs [-0rt] [-n COUNT | -L LINES | -I WORD] [COMMAND [ARGUMENT]...]\n");
	exit(2);
}

static void *check(void *memory)
{
	if (memory == NULL)
		err(1, "out of memory");
	return memory;
}

static void print_command(char **arguments)
{
	for (; *arguments != NULL; arguments++)
		fprintf(stderr, "%s%s", *arguments, arguments[1] == NULL ? "\n" : " ");
}

/* A status of 255 ends it all, and so does a command that cannot be run. */
static void run(char **arguments)
{
	int status;
	pid_t child;

	if (trace)
		print_command(arguments);
	child = fork();
	if (child < 0)
		err(1, "cannot fork");
	if (child == 0) {
		execvp(arguments[0], arguments);
		warn("%s", arguments[0]);
		_exit(errno == ENOENT ? 127 : 126);
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			err(1, "wait");
	if (WIFSIGNALED(status))
		errx(125, "%s: %s", arguments[0], strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status) == 255)
		errx(124, "%s: exited with status 255; aborting", arguments[0]);
	if (WEXITSTATUS(status) >= 126)
		exit(WEXITSTATUS(status));
	if (WEXITSTATUS(status) != 0)
		exit_status = 123;
}

/* What could not be read must not be taken for the end: the command would get a part. */
static int read_character(void)
{
	int c = getchar();

	if (c == EOF && ferror(stdin))
		err(1, "cannot read");
	return c;
}

/* The word that is being read. */
static struct {
	char text[ARG_MAX];
	size_t length;
} unfinished;

static void add_character(int c)
{
	if (unfinished.length + 1 >= sizeof(unfinished.text))
		errx(1, "an argument is too long");
	unfinished.text[unfinished.length++] = (char)c;
}

/* A word in quotes or behind a backslash may have blanks. */
static int read_quoted(int quote)
{
	int c;

	while ((c = read_character()) != quote) {
		if (c == EOF || c == '\n')
			errx(1, "unmatched quote");
		add_character(c);
	}
	return read_character();
}

static bool ends_word(int c)
{
	if (by_zeroes)
		return c == '\0';
	return placeholder != NULL ? c == '\n' : isspace(c) != 0;
}

/* The next word, or with -I the next line. NULL: there are no more. */
static char *read_word(void)
{
	int c = read_character();

	while (c != EOF && !by_zeroes && isspace(c))
		c = read_character();
	if (c == EOF)
		return NULL;
	unfinished.length = 0;
	while (c != EOF && !ends_word(c)) {
		if (!by_zeroes && (c == '\'' || c == '"')) {
			c = read_quoted(c);
			continue;
		}
		if (!by_zeroes && c == '\\')
			c = read_character();
		if (c == EOF)
			break;
		add_character(c);
		c = read_character();
	}
	/* A blank at the end of a line joins it with the next one. */
	ended_line = c == '\n' || c == EOF;
	return check(strndup(unfinished.text, unfinished.length));
}

/* The argument with the placeholder replaced. */
static char *substitute(const char *argument, const char *word)
{
	const char *found = strstr(argument, placeholder);
	char *result, *rest;

	if (found == NULL)
		return check(strdup(argument));
	rest = substitute(found + strlen(placeholder), word);
	if (asprintf(&result, "%.*s%s%s", (int)(found - argument), argument, word, rest) < 0)
		check(NULL);
	free(rest);
	return result;
}

static void run_with_placeholder(char **command, int count)
{
	char *arguments[count + 1], *word;
	int i;

	while ((word = read_word()) != NULL) {
		for (i = 0; i < count; i++)
			arguments[i] = substitute(command[i], word);
		arguments[count] = NULL;
		run(arguments);
		for (i = 0; i < count; i++)
			free(arguments[i]);
		free(word);
	}
}

/* What exec has room for, beside the environment and the command. */
static size_t room_for_words(char **command, int count)
{
	size_t taken = SIZE_RESERVED;

	for (char **variable = environ; *variable != NULL; variable++)
		taken += strlen(*variable) + 1;
	for (int i = 0; i < count; i++)
		taken += strlen(command[i]) + 1;
	return taken < ARG_MAX ? ARG_MAX - taken : 0;
}

static void run_with_words(char **command, int count)
{
	char **arguments = check(calloc((size_t)count + ARGUMENTS_MAX + 1, sizeof(*arguments)));
	char **words = arguments + count;
	size_t size_max = room_for_words(command, count);
	char *word = read_word();
	bool ran = false;

	memcpy(arguments, command, (size_t)count * sizeof(*arguments));
	while (word != NULL || (!ran && !no_empty_run)) {
		unsigned long taken = 0, lines = 0;
		size_t size = 0;

		while (word != NULL && taken < per_run && lines < lines_per_run &&
		       size + strlen(word) < size_max) {
			size += strlen(word) + 1;
			lines += ended_line;
			words[taken++] = word;
			word = read_word();
		}
		if (taken == 0 && word != NULL)
			errx(1, "an argument is too long");
		words[taken] = NULL;
		run(arguments);
		ran = true;
		while (taken > 0)
			free(words[--taken]);
	}
	free(arguments);
}

static unsigned long count_of(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (value < 1 || value > ARGUMENTS_MAX || *end != '\0')
		errx(1, "invalid number '%s'", text);
	return value;
}

/* Options end at the command: what follows is the command's. */
int main(int argc, char **argv)
{
	static char *echo[] = { "echo", NULL };
	int option, count;
	char **command;

	while ((option = getopt(argc, argv, "0I:L:n:rt")) != -1) {
		if (option == '0') {
			by_zeroes = true;
		} else if (option == 'I') {
			placeholder = optarg;
		} else if (option == 'n') {
			per_run = count_of(optarg);
		} else if (option == 'L') {
			lines_per_run = count_of(optarg);
		} else if (option == 'r') {
			no_empty_run = true;
		} else if (option == 't') {
			trace = true;
		} else {
			usage();
		}
	}
	count = optind < argc ? argc - optind : 1;
	command = optind < argc ? argv + optind : echo;
	if (placeholder != NULL)
		run_with_placeholder(command, count);
	else
		run_with_words(command, count);
	return exit_status;
}
