/* Builtins that deal with variables, arguments and options. */
#include "builtin.h"
#include "control.h"
#include "shell.h"
#include "trap.h"
#include <lib/compiler.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* For export and readonly: assign if there is a value, then mark. */
static int assign_and_mark(int argc, char **argv, void (*mark)(const char *name))
{
	int i;

	for (i = 1; i < argc; i++) {
		size_t length = strcspn(argv[i], "=");

		if (!variable_name_valid(argv[i], length)) {
			shell_error(2, "%s: %s: bad variable name", argv[0], argv[i]);
			return 2;
		}
		if (argv[i][length] == '=' && !variable_assign(argv[i]))
			return 2;
		mark(arena_copy(&scratch, argv[i], length));
	}
	return 0;
}

int builtin_export(int argc, char **argv)
{
	if (argc == 1 || strcmp(argv[1], "-p") == 0) {
		variable_print("export ", true, false);
		return 0;
	}
	return assign_and_mark(argc, argv, variable_export);
}

int builtin_readonly(int argc, char **argv)
{
	if (argc == 1 || strcmp(argv[1], "-p") == 0) {
		variable_print("readonly ", false, true);
		return 0;
	}
	return assign_and_mark(argc, argv, variable_protect);
}

int builtin_unset(int argc, char **argv)
{
	bool functions = argc > 1 && strcmp(argv[1], "-f") == 0;
	int i = argc > 1 && argv[1][0] == '-' ? 2 : 1, status = 0;

	for (; i < argc; i++) {
		if (functions)
			function_unset(argv[i]);
		else if (!variable_unset(argv[i]))
			status = 1;
	}
	return status;
}

/* What is kept belongs to the function that runs, and is put back when it returns. */
int builtin_local(int argc, char **argv)
{
	int i;

	if (shell.function_depth == 0) {
		shell_error(2, "local: not in a function");
		return 2;
	}
	for (i = 1; i < argc; i++) {
		size_t length = strcspn(argv[i], "=");

		if (!variable_name_valid(argv[i], length)) {
			shell_error(2, "local: %s: bad variable name", argv[i]);
			return 2;
		}
		shell.locals = variable_save(shell.locals_arena,
					     arena_copy(&scratch, argv[i], length), shell.locals);
		if (argv[i][length] == '=' && !variable_assign(argv[i]))
			return 2;
	}
	return 0;
}

static bool *option_of(char letter)
{
	switch (letter) {
	case 'e':
		return &shell.option_e;
	case 'f':
		return &shell.option_f;
	case 'm':
		return IS_ENABLED(CONFIG_SIGNALS) ? &shell.option_m : NULL;
	case 'n':
		return &shell.option_n;
	case 'u':
		return &shell.option_u;
	case 'v':
		return &shell.option_v;
	case 'x':
		return &shell.option_x;
	default:
		return NULL;
	}
}

/* A group such as -ex or +e. Returns false when a letter is not known. */
static bool set_options(const char *group)
{
	const char *letter;

	for (letter = group + 1; *letter != '\0'; letter++) {
		bool *option = option_of(*letter);

		if (option == NULL) {
			shell_error(2, "set: unknown option %c%c", *group, *letter);
			return false;
		}
		*option = *group == '-';
	}
	if (shell.interactive)
		shell.option_n = false; /* or nothing that is typed could end it */
	control_update();
	return true;
}

static void set_arguments(int count, char **values)
{
	size_t size = sizeof(char *) * (size_t)(count + 1), i;
	char **arguments, *strings;

	for (i = 0; i < (size_t)count; i++)
		size += strlen(values[i]) + 1;
	arguments = shell_allocate(size);
	strings = (char *)(arguments + count + 1);
	for (i = 0; i < (size_t)count; i++) {
		arguments[i] = strings;
		strings = stpcpy(strings, values[i]) + 1;
	}
	arguments[count] = NULL;
	if (shell.arguments_owned)
		free(shell.arguments);
	shell.arguments = arguments;
	shell.argument_count = (size_t)count;
	shell.arguments_owned = true;
}

int builtin_set(int argc, char **argv)
{
	int i;

	if (argc == 1) {
		variable_print("", false, false);
		return 0;
	}
	for (i = 1; i < argc && (argv[i][0] == '-' || argv[i][0] == '+') && argv[i][1] != '\0';
	     i++) {
		if (strcmp(argv[i], "--") == 0) {
			set_arguments(argc - i - 1, argv + i + 1);
			return 0;
		}
		if (!set_options(argv[i]))
			return 2;
	}
	if (i < argc)
		set_arguments(argc - i, argv + i);
	return 0;
}

int builtin_shift(int argc, char **argv)
{
	size_t count = 1, i;

	if (argc > 1)
		count = strtoul(argv[1], NULL, 10);
	if (count > shell.argument_count) {
		shell_error(2, "shift: not that many arguments");
		return 2;
	}
	if (!shell.arguments_owned)
		set_arguments((int)shell.argument_count, shell.arguments);
	shell.argument_count -= count;
	for (i = 0; i <= shell.argument_count; i++)
		shell.arguments[i] = shell.arguments[i + count];
	return 0;
}

/* Byte by byte, so that what follows the line is left for others. False: there is no more. */
static bool read_character(char *c)
{
	ssize_t size;

	do
		size = read(0, c, 1);
	while (size < 0 && errno == EINTR && !trap_came());
	return size == 1;
}

/*
 * A line from descriptor 0, without its newline. A character that a backslash quotes has one before
 * it; so has a backslash that is `raw`. False: the input ended before the line did.
 */
static bool read_line(char **line, bool raw)
{
	size_t room = 128, length = 0;
	char *text = shell_allocate(room), c;
	bool whole = false;

	while (!whole && read_character(&c)) {
		bool quoted = c == '\\';

		if (quoted && !raw && !read_character(&c))
			break;
		whole = c == '\n' && !quoted;
		if (c == '\n')
			continue;
		if (length + 3 > room) {
			char *bigger = shell_allocate(room * 2);

			memcpy(bigger, text, length);
			free(text);
			text = bigger;
			room *= 2;
		}
		if (quoted)
			text[length++] = '\\';
		text[length++] = c;
	}
	text[length] = '\0';
	*line = text;
	return whole;
}

static bool is_blank_ifs(char c, const char *ifs)
{
	return c != '\0' && strchr(" \t\n", c) != NULL && strchr(ifs, c) != NULL;
}

static char *skip_blanks(char *at, const char *ifs)
{
	while (is_blank_ifs(*at, ifs))
		at++;
	return at;
}

/* Behind what separates two fields: blanks, and among them at most one other character. */
static char *skip_separator(char *at, const char *ifs)
{
	at = skip_blanks(at, ifs);
	if (*at != '\0' && strchr(ifs, *at) != NULL)
		at = skip_blanks(at + 1, ifs);
	return at;
}

/* The end of the field that begins here, or with `rest` of all that is left but blanks. */
static char *field_end(char *at, const char *ifs, bool rest)
{
	char *end = at;

	for (; *at != '\0' && (rest || strchr(ifs, *at) == NULL); at++) {
		bool quoted = *at == '\\' && at[1] != '\0';

		at += quoted;
		if (quoted || !is_blank_ifs(*at, ifs))
			end = at + 1;
	}
	return end;
}

static void remove_backslashes(char *text)
{
	char *to = text;

	for (; *text != '\0'; text++) {
		if (*text == '\\' && text[1] != '\0')
			text++;
		*to++ = *text;
	}
	*to = '\0';
}

/* Cut a field off the front of the line. The last one is all that is left if that is several. */
static char *cut_field(char **line, const char *ifs, bool last)
{
	char *field = skip_blanks(*line, ifs), *end = field_end(field, ifs, false);
	char *next = skip_separator(end, ifs);

	if (last && *next != '\0')
		end = field_end(field, ifs, true);
	*end = '\0';
	*line = next;
	remove_backslashes(field);
	return field;
}

int builtin_read(int argc, char **argv)
{
	const char *ifs = variable_get("IFS");
	bool raw = argc > 1 && strcmp(argv[1], "-r") == 0, whole;
	int first = raw ? 2 : 1, i;
	char *line, *rest;

	if (ifs == NULL)
		ifs = " \t\n";
	ifs = arena_copy(&scratch, ifs, strlen(ifs)); /* the variable may be what is read */
	whole = read_line(&line, raw);
	rest = line;
	for (i = first; i < argc; i++)
		if (!variable_set(argv[i], cut_field(&rest, ifs, i == argc - 1)))
			break;
	if (argc == first) {
		remove_backslashes(line);
		variable_set("REPLY", line);
	}
	free(line);
	return whole ? 0 : 1;
}
