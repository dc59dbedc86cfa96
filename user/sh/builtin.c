/* The table of the commands that are part of the shell, and the smallest of them. */
#include "builtin.h"
#include "commands.h"
#include "control.h"
#include "shell.h"
#include "trap.h"
#include <lib/compiler.h>
#include <stdio.h>
#include <string.h>

static int run_true(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 0;
}

static int run_false(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 1;
}

static const struct builtin builtins[] = {
	{ ".", builtin_dot, true },
	{ ":", run_true, true },
	{ "[", test_command, false },
	IF_ENABLED(CONFIG_SIGNALS, { "bg", builtin_bg, false }, )
	{ "break", builtin_break, true },
	{ "cd", builtin_cd, false },
	{ "command", builtin_command, false },
	{ "continue", builtin_continue, true },
	{ "echo", echo_command, false },
	{ "eval", builtin_eval, true },
	{ "exec", builtin_exec, true },
	{ "exit", builtin_exit, true },
	{ "export", builtin_export, true },
	{ "false", run_false, false },
	IF_ENABLED(CONFIG_SIGNALS, { "fg", builtin_fg, false }, )
	{ "jobs", builtin_jobs, false },
	{ "kill", builtin_kill, false },
	{ "local", builtin_local, false },
	{ "printf", printf_command, false },
	{ "pwd", builtin_pwd, false },
	{ "read", builtin_read, false },
	{ "readonly", builtin_readonly, true },
	{ "return", builtin_return, true },
	{ "set", builtin_set, true },
	{ "shift", builtin_shift, true },
	{ "source", builtin_dot, true },
	{ "test", test_command, false },
	{ "trap", builtin_trap, true },
	{ "true", run_true, false },
	{ "type", builtin_type, false },
	{ "umask", builtin_umask, false },
	{ "unset", builtin_unset, true },
	{ "wait", builtin_wait, false },
};

const struct builtin *builtin_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(builtins) / sizeof(builtins[0]); i++)
		if (strcmp(builtins[i].name, name) == 0)
			return &builtins[i];
	return NULL;
}
