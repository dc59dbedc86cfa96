/* The values of parameters: variables, arguments and the special ones. */
#include "shell.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool parameter_is_list(const char *name)
{
	return strcmp(name, "@") == 0 || strcmp(name, "*") == 0;
}

static const char *number(long value)
{
	char *text = arena_allocate(&scratch, 24);

	sprintf(text, "%ld", value);
	return text;
}

static const char *options(void)
{
	char *text = arena_allocate(&scratch, 8), *end = text;

	if (shell.option_e)
		*end++ = 'e';
	if (shell.option_f)
		*end++ = 'f';
	if (shell.interactive)
		*end++ = 'i';
	if (shell.option_u)
		*end++ = 'u';
	if (shell.option_v)
		*end++ = 'v';
	if (shell.option_x)
		*end++ = 'x';
	*end = '\0';
	return text;
}

static const char *argument(const char *digits)
{
	unsigned long index = strtoul(digits, NULL, 10);

	if (index == 0)
		return shell.name;
	return index <= shell.argument_count ? shell.arguments[index - 1] : NULL;
}

const char *parameter_value(const char *name)
{
	if (isdigit((unsigned char)*name))
		return argument(name);
	switch (*name) {
	case '?':
		return number(shell.status);
	case '$':
		return number(shell.pid);
	case '#':
		return number((long)shell.argument_count);
	case '!':
		return shell.background == 0 ? NULL : number(shell.background);
	case '-':
		return options();
	default:
		return variable_get(name);
	}
}
