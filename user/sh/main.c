/*
 * sh: the shell. It reads a line's commands at a time, makes a tree of them in an arena, walks the
 * tree and forgets it; the arena is kept only when the line has the definition of a function.
 */
#include "control.h"
#include "job.h"
#include "shell.h"
#include "trap.h"
#include <errno.h>
#include <fcntl.h>
#include <paths.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct shell shell;

void *shell_allocate(size_t size)
{
	void *memory = malloc(size);

	if (memory == NULL) {
		shell_warn("out of memory");
		_exit(2);
	}
	return memory;
}

char *shell_copy(const char *string)
{
	return strcpy(shell_allocate(strlen(string) + 1), string);
}

static void vwarn_shell(const char *format, va_list arguments)
{
	char text[512];

	vsnprintf(text, sizeof(text), format, arguments);
	dprintf(2, "%s: %s\n", shell.name, text);
}

void shell_warn(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vwarn_shell(format, arguments);
	va_end(arguments);
}

void shell_error(int status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vwarn_shell(format, arguments);
	va_end(arguments);
	shell.status = status;
	if (!shell.interactive)
		shell_exit(status);
	shell.unwind = UNWIND_ERROR;
}

_Noreturn void shell_exit(int status)
{
	char *trap = shell.exit_trap;

	shell.exit_trap = NULL;
	if (trap != NULL) {
		shell.unwind = UNWIND_NONE;
		shell.status = status;
		shell_run_trap(trap);
	}
	fflush(stdout);
	_exit(status);
}

/*
 * A line that was not understood, or that ^C has ended while it was typed. What `eval` and `.` read
 * is given up together with the line that was typed.
 */
static void drop_line(void)
{
	shell.status = 2;
	if (!shell.interactive)
		shell_exit(2);
	if (trap_interrupts()) {
		shell.status = 130;
		trap_forget_interrupt();
		input_go_on();
		trap_run();
	}
	if (input_is_typed())
		input_drop_line();
	else
		shell.unwind = UNWIND_ERROR;
}

/* The end of what is typed is not the end of the shell if there is something to be said first. */
static bool goes_on(void)
{
	if (!input_is_typed() || !control_holds_exit())
		return false;
	input_go_on();
	return true;
}

/*
 * Returns false when there is nothing more to read or the rest is not to be run. `*any`: there was
 * a command, or what was meant to be one.
 */
static bool run_line(bool last_thing, bool *any)
{
	struct arena_mark mark = arena_mark(&scratch);
	struct arena arena = { 0 };
	struct node *node;
	enum parse_result result;

	input_prompt_first();
	job_collect();
	result = parse_line(&arena, &node);
	arena_release(&scratch, mark);
	if (trap_interrupts())
		result = PARSE_ERROR;
	if (input_is_typed() && result != PARSE_NOTHING)
		control_begin_line();
	*any |= result == PARSE_COMMAND || result == PARSE_ERROR;
	if (result == PARSE_ERROR)
		drop_line();
	if (result == PARSE_COMMAND)
		execute(node, last_thing && input_exhausted() ? EXECUTE_LAST : 0);
	if (result != PARSE_COMMAND || !arena.kept)
		arena_release_all(&arena);
	if (shell.unwind == UNWIND_ERROR && input_is_typed())
		shell.unwind = UNWIND_NONE;
	if (result == PARSE_END)
		return goes_on();
	return shell.unwind == UNWIND_NONE;
}

int shell_run_input(bool last_thing)
{
	bool any = false;

	while (run_line(last_thing, &any))
		continue;
	return any ? shell.status : 0;
}

void shell_run_trap(const char *commands)
{
	int status = shell.status;
	bool in_condition = shell.in_condition;

	shell.in_condition = false;
	input_push_string(commands);
	shell_run_input(false);
	input_pop();
	shell.in_condition = in_condition;
	if (shell.unwind == UNWIND_NONE)
		shell.status = status;
}

/* The trees of nested input are read while those around it are in use: nothing of theirs moves. */
int shell_run_string(const char *commands)
{
	int status;

	input_push_string(commands);
	status = shell_run_input(false);
	input_pop();
	return status;
}

int shell_run_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), status;

	if (fd < 0)
		return -1;
	input_push_descriptor(redirect_move_high(fd), false);
	status = shell_run_input(false);
	input_pop();
	if (shell.unwind == UNWIND_RETURN)
		shell.unwind = UNWIND_NONE;
	return status;
}

static _Noreturn void usage(void)
{
	dprintf(2, "usage: sh [-efimnsuvx] [FILE [ARGUMENT]...]\n"
		   "       sh [-efmnuvx] -c COMMANDS [NAME [ARGUMENT]...]\n");
	exit(2);
}

struct invocation {
	const char *commands; /* of -c */
	bool from_command, interactive, from_input;
};

static void parse_options(int argc, char **argv, struct invocation *invocation)
{
	int option;

	while ((option = getopt(argc, argv, "ceilfmnsuvx")) != -1) {
		switch (option) {
		case 'c':
			invocation->from_command = true;
			break;
		case 'i':
			invocation->interactive = true;
			break;
		case 's':
			invocation->from_input = true;
			break;
		case 'e':
			shell.option_e = true;
			break;
		case 'f':
			shell.option_f = true;
			break;
		case 'm':
			shell.option_m = true;
			break;
		case 'n':
			shell.option_n = true;
			break;
		case 'u':
			shell.option_u = true;
			break;
		case 'v':
			shell.option_v = true;
			break;
		case 'x':
			shell.option_x = true;
			break;
		case 'l':
			break;
		default:
			usage();
		}
	}
	if (invocation->from_command) {
		if (optind >= argc)
			usage();
		invocation->commands = argv[optind++];
	}
}

static void open_script(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		shell_warn("%s: %s", path, strerror(errno));
		exit(errno == ENOENT ? 127 : 126);
	}
	shell.name = (char *)path;
	input_push_descriptor(redirect_move_high(fd), false);
}

static void set_parent(void)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", (int)getppid());
	variable_set("PPID", number);
}

int main(int argc, char **argv)
{
	struct invocation invocation = { 0 };

	shell.name = argc > 0 ? argv[0] : "sh";
	shell.pid = getpid();
	variable_import(environ);
	variable_set("IFS", " \t\n");
	set_parent();
	if (variable_get("PATH") == NULL)
		variable_set("PATH", _PATH_DEFPATH);
	folder_start();
	parse_options(argc, argv, &invocation);
	if (invocation.from_command) {
		if (optind < argc)
			shell.name = argv[optind++];
		input_push_string(invocation.commands);
	} else if (optind < argc && !invocation.from_input) {
		open_script(argv[optind++]);
	} else {
		shell.interactive = invocation.interactive || (isatty(0) && isatty(2));
		input_push_descriptor(0, shell.interactive);
	}
	shell.arguments = argv + optind;
	shell.argument_count = (size_t)(argc - optind);
	shell.option_m |= shell.interactive;
	shell.option_n &= !shell.interactive;
	trap_start();
	control_update();
	shell_run_input(invocation.from_command);
	if (shell.interactive)
		dprintf(2, "\n");
	shell_exit(shell.status);
}
