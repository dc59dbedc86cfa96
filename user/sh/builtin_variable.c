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

/* A line from descriptor 0, byte by byte, so that what follows is left for others. */
static bool read_line(char **line, size_t *length, bool raw)
{
	size_t room = 128;
	char *text = shell_allocate(room), c;

	*length = 0;
	for (;;) {
		ssize_t size = read(0, &c, 1);

		if (size < 0 && errno == EINTR && !trap_came())
			continue;
		if (size <= 0 || c == '\n')
			break;
		if (*length + 3 > room) {
			char *bigger = shell_allocate(room * 2);

			memcpy(bigger, text, *length);
			free(text);
			text = bigger;
			room *= 2;
		}
		if (c == '\\' && !raw) {
			if (read(0, &c, 1) != 1)
				break;
			if (c == '\n')
				continue;
			text[(*length)++] = '\\';
		}
		text[(*length)++] = c;
		c = '\0';
	}
	text[*length] = '\0';
	*line = text;
	return c == '\n';
}

static bool is_blank_ifs(char c, const char *ifs)
{
	return c != '\0' && strchr(" \t\n", c) != NULL && strchr(ifs, c) != NULL;
}

/* Cut a field off the front of the line; with `rest` it is all that is left. */
static char *cut_field(char **line, const char *ifs, bool rest)
{
	char *from = *line, *field, *to;

	while (is_blank_ifs(*from, ifs))
		from++;
	field = to = from;
	while (*from != '\0' && (rest || strchr(ifs, *from) == NULL)) {
		if (*from == '\\' && from[1] != '\0')
			from++;
		*to++ = *from++;
	}
	while (rest && to > field && is_blank_ifs(to[-1], ifs))
		to--;
	while (is_blank_ifs(*from, ifs))
		from++;
	if (*from != '\0' && !is_blank_ifs(*from, ifs) && strchr(ifs, *from) != NULL &&
	    (to == from || !is_blank_ifs(from[-1], ifs)))
		from++;
	*to = '\0';
	*line = from;
	return field;
}

int builtin_read(int argc, char **argv)
{
	const char *ifs = variable_get("IFS");
	bool raw = argc > 1 && strcmp(argv[1], "-r") == 0, whole;
	int i = raw ? 2 : 1;
	char *line, *rest;
	size_t length;

	whole = read_line(&line, &length, raw);
	rest = line;
	if (ifs == NULL)
		ifs = " \t\n";
	for (; i < argc; i++)
		if (!variable_set(argv[i], cut_field(&rest, ifs, i == argc - 1)))
			break;
	if (argc == (raw ? 2 : 1))
		variable_set("REPLY", line);
	free(line);
	return whole ? 0 : 1;
}
