/*
 * Variables and functions. Both are few: a list each, the newest first. A variable that was unset
 * but is marked for export or read-only stays in the list without a value.
 */
#include "shell.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct variable {
	struct variable *next;
	char *value; /* NULL: unset */
	bool exported, readonly;
	char name[];
};

struct variable_saved {
	struct variable_saved *others;
	const char *name;
	char *value;
	bool exported;
};

struct function {
	struct function *next;
	struct node *body;
	char name[];
};

static struct variable *variables;
static struct function *functions;

bool variable_name_valid(const char *name, size_t length)
{
	size_t i;

	if (length == 0 || isdigit((unsigned char)*name))
		return false;
	for (i = 0; i < length; i++)
		if (!isalnum((unsigned char)name[i]) && name[i] != '_')
			return false;
	return true;
}

static struct variable *find(const char *name)
{
	struct variable *variable;

	for (variable = variables; variable != NULL; variable = variable->next)
		if (strcmp(variable->name, name) == 0)
			return variable;
	return NULL;
}

static struct variable *find_or_make(const char *name)
{
	struct variable *variable = find(name);

	if (variable != NULL)
		return variable;
	variable = shell_allocate(sizeof(*variable) + strlen(name) + 1);
	memset(variable, 0, sizeof(*variable));
	strcpy(variable->name, name);
	variable->next = variables;
	variables = variable;
	return variable;
}

const char *variable_get(const char *name)
{
	struct variable *variable = find(name);

	return variable == NULL ? NULL : variable->value;
}

bool variable_set(const char *name, const char *value)
{
	struct variable *variable = find_or_make(name);
	char *copy;

	if (variable->readonly) {
		shell_error(2, "%s: is read only", name);
		return false;
	}
	copy = value == NULL ? NULL : shell_copy(value);
	free(variable->value);
	variable->value = copy;
	return true;
}

bool variable_assign(const char *assignment)
{
	struct arena_mark mark = arena_mark(&scratch);
	size_t length = strcspn(assignment, "=");
	bool done;

	done = variable_set(arena_copy(&scratch, assignment, length), assignment + length + 1);
	arena_release(&scratch, mark);
	return done;
}

void variable_export(const char *name)
{
	find_or_make(name)->exported = true;
}

void variable_protect(const char *name)
{
	find_or_make(name)->readonly = true;
}

bool variable_unset(const char *name)
{
	struct variable *variable = find(name);

	if (variable == NULL)
		return true;
	if (!variable_set(name, NULL))
		return false;
	variable->exported = false;
	return true;
}

void variable_import(char **environment)
{
	for (; *environment != NULL; environment++) {
		size_t length = strcspn(*environment, "=");
		char *name;

		if ((*environment)[length] != '=' || !variable_name_valid(*environment, length))
			continue;
		name = arena_copy(&scratch, *environment, length);
		variable_set(name, *environment + length + 1);
		variable_export(name);
	}
}

/* In single quotes, so that the shell reads it back. */
static void print_quoted(const char *value)
{
	putchar('\'');
	for (; *value != '\0'; value++) {
		if (*value == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*value);
	}
	putchar('\'');
}

void variable_print(const char *prefix, bool exported_only, bool readonly_only)
{
	struct variable *variable;

	for (variable = variables; variable != NULL; variable = variable->next) {
		if ((exported_only && !variable->exported) ||
		    (readonly_only && !variable->readonly) ||
		    (variable->value == NULL && !exported_only && !readonly_only))
			continue;
		printf("%s%s", prefix, variable->name);
		if (variable->value != NULL) {
			putchar('=');
			print_quoted(variable->value);
		}
		putchar('\n');
	}
}

static bool is_assigned(char **assignments, const char *name)
{
	size_t length = strlen(name);

	for (; assignments != NULL && *assignments != NULL; assignments++)
		if (strncmp(*assignments, name, length) == 0 && (*assignments)[length] == '=')
			return true;
	return false;
}

static char *join(struct arena *arena, const char *name, const char *value)
{
	char *entry = arena_allocate(arena, strlen(name) + strlen(value) + 2);

	sprintf(entry, "%s=%s", name, value);
	return entry;
}

/* What is exported, with the assignments that stand before the command put over it. */
char **variable_environment(struct arena *arena, char **assignments)
{
	struct variable *variable;
	size_t count = 1;
	char **environment, **end, **each;

	for (variable = variables; variable != NULL; variable = variable->next)
		count++;
	for (each = assignments; each != NULL && *each != NULL; each++)
		count++;
	environment = end = arena_allocate(arena, count * sizeof(*environment));
	for (variable = variables; variable != NULL; variable = variable->next)
		if (variable->exported && variable->value != NULL &&
		    !is_assigned(assignments, variable->name))
			*end++ = join(arena, variable->name, variable->value);
	for (each = assignments; each != NULL && *each != NULL; each++)
		*end++ = *each;
	*end = NULL;
	return environment;
}

struct variable_saved *variable_save(struct arena *arena, const char *name,
				     struct variable_saved *others)
{
	struct variable_saved *saved = arena_allocate(arena, sizeof(*saved));
	struct variable *variable = find(name);

	saved->others = others;
	saved->name = arena_copy(arena, name, strlen(name));
	saved->value = variable == NULL || variable->value == NULL ? NULL
								    : shell_copy(variable->value);
	saved->exported = variable != NULL && variable->exported;
	return saved;
}

void variable_restore(struct variable_saved *saved)
{
	for (; saved != NULL; saved = saved->others) {
		struct variable *variable = find_or_make(saved->name);

		free(variable->value);
		variable->value = saved->value;
		variable->exported = saved->exported;
	}
}

static struct function *find_function(const char *name)
{
	struct function *function;

	for (function = functions; function != NULL; function = function->next)
		if (strcmp(function->name, name) == 0)
			return function;
	return NULL;
}

struct node *function_find(const char *name)
{
	struct function *function = find_function(name);

	return function == NULL ? NULL : function->body;
}

void function_define(const char *name, struct node *body)
{
	struct function *function = find_function(name);

	if (function == NULL) {
		function = shell_allocate(sizeof(*function) + strlen(name) + 1);
		strcpy(function->name, name);
		function->next = functions;
		functions = function;
	}
	function->body = body;
}

bool function_unset(const char *name)
{
	struct function *function = find_function(name);

	if (function != NULL)
		function->body = NULL;
	return function != NULL;
}
