/*
 * Simple commands: assignments, redirections, and a function, a builtin or a program. A program
 * gets a process of its own by vfork(). Where that lends it the shell's memory, as Linux does, it
 * must not change any: the expansion of words and all the like is over by then.
 */
#include "job.h"
#include "shell.h"
#include "trap.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <paths.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct command {
	char **argv;
	size_t argc;
	char **assignments; /* NAME=value, NULL at the end */
	size_t assignment_count;
	struct prepared_redirect *redirects;
};

/* Without a command they are the shell's own, and each sees those before it. */
static void expand_assignments(const struct node *node, struct command *command)
{
	const struct word *word;
	size_t count = 0;

	for (word = node->assignments; word != NULL; word = word->next)
		count++;
	command->assignments = arena_allocate(&scratch, (count + 1) * sizeof(char *));
	for (word = node->assignments; word != NULL && shell.unwind == UNWIND_NONE;
	     word = word->next) {
		char *assignment = expand_assignment(word);

		if (command->argc == 0 && shell.unwind == UNWIND_NONE)
			variable_assign(assignment);
		command->assignments[command->assignment_count++] = assignment;
	}
	command->assignments[command->assignment_count] = NULL;
}

static void trace(const struct command *command)
{
	size_t i;

	dprintf(2, "+");
	for (i = 0; i < command->assignment_count; i++)
		dprintf(2, " %s", command->assignments[i]);
	for (i = 0; i < command->argc; i++)
		dprintf(2, " %s", command->argv[i]);
	dprintf(2, "\n");
}

static char *assigned_name(const char *assignment)
{
	return arena_copy(&scratch, assignment, strcspn(assignment, "="));
}

static void assign_all(const struct command *command, bool exported)
{
	size_t i;

	for (i = 0; i < command->assignment_count; i++) {
		if (!variable_assign(command->assignments[i]))
			break;
		if (exported)
			variable_export(assigned_name(command->assignments[i]));
	}
}

/* Assign for the time that a builtin or a function runs, which also sees them exported. */
static struct variable_saved *assign_for_now(const struct command *command)
{
	struct variable_saved *saved = NULL;
	size_t i;

	for (i = 0; i < command->assignment_count; i++) {
		const char *assignment = command->assignments[i];
		char *name = assigned_name(assignment);

		saved = variable_save(&scratch, name, saved);
		if (!variable_assign(assignment))
			break;
		variable_export(name);
	}
	return saved;
}

/* No command name: the assignments have been made, and redirections make and empty files. */
static int run_nothing(const struct command *command)
{
	struct saved_descriptor *saved = NULL;
	bool done;

	done = redirect_apply(command->redirects, &saved);
	redirect_undo(saved);
	if (!done)
		return 1;
	return shell.substitution_status < 0 ? 0 : shell.substitution_status;
}

static int call_builtin(const struct builtin *builtin, const struct command *command)
{
	int status = builtin->run((int)command->argc, command->argv);

	if (fflush(stdout) != 0 || ferror(stdout)) {
		clearerr(stdout);
		if (errno != EPIPE)
			shell_warn("%s: write error: %s", builtin->name, strerror(errno));
		status = 1;
	}
	return status;
}

static int run_builtin(const struct builtin *builtin, const struct command *command)
{
	bool is_exec = strcmp(builtin->name, "exec") == 0;
	struct saved_descriptor *descriptors = NULL;
	struct variable_saved *variables = NULL;
	int status = 1;

	fflush(stdout);
	if (builtin->special)
		assign_all(command, is_exec && command->argc > 1);
	else
		variables = assign_for_now(command);
	if (redirect_apply(command->redirects, is_exec ? NULL : &descriptors)) {
		if (shell.unwind == UNWIND_NONE)
			status = call_builtin(builtin, command);
	} else if (builtin->special) {
		shell_error(1, "%s: a redirection failed", builtin->name);
	}
	redirect_undo(descriptors);
	variable_restore(variables);
	return status;
}

/* A function has arguments and local variables of its own; all else it shares with its caller. */
static int call_function(const struct node *body, const struct command *command)
{
	struct shell before = shell;
	struct arena locals = { 0 };
	int status;

	shell.arguments = command->argv + 1;
	shell.argument_count = command->argc - 1;
	shell.arguments_owned = false;
	shell.locals = NULL;
	shell.locals_arena = &locals;
	shell.loop_depth = 0;
	shell.function_depth++;
	status = execute(body, 0);
	if (shell.unwind == UNWIND_RETURN) {
		shell.unwind = UNWIND_NONE;
		status = shell.status;
	}
	variable_restore(shell.locals);
	arena_release_all(&locals);
	if (shell.arguments_owned)
		free(shell.arguments);
	shell.arguments = before.arguments;
	shell.argument_count = before.argument_count;
	shell.arguments_owned = before.arguments_owned;
	shell.locals = before.locals;
	shell.locals_arena = before.locals_arena;
	shell.loop_depth = before.loop_depth;
	shell.function_depth = before.function_depth;
	return status;
}

static int run_function(const struct node *body, const struct command *command)
{
	struct saved_descriptor *descriptors = NULL;
	struct variable_saved *variables;
	int status = 1;

	fflush(stdout);
	variables = assign_for_now(command);
	if (redirect_apply(command->redirects, &descriptors))
		status = call_function(body, command);
	fflush(stdout);
	redirect_undo(descriptors);
	variable_restore(variables);
	return status;
}

static bool is_program(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

char *find_program(const char *name)
{
	const char *folder = variable_get("PATH");

	if (strchr(name, '/') != NULL)
		return arena_copy(&scratch, name, strlen(name));
	if (folder == NULL)
		folder = _PATH_DEFPATH;
	for (;;) {
		size_t length = strcspn(folder, ":");
		char *path = arena_allocate(&scratch, length + strlen(name) + 2);

		memcpy(path, folder, length);
		sprintf(path + length, "%s%s", length == 0 ? "" : "/", name);
		if (is_program(path))
			return path;
		if (folder[length] == '\0')
			return NULL;
		folder += length + 1;
	}
}

/*
 * The interpreter that a script's first line names, and its one argument, in `line`. Without such a
 * line it is a script for this shell; NULL: it is not even text.
 */
static char *script_interpreter(const char *path, char *line, size_t size, char **argument)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? 0 : read(fd, line, size - 1);
	char *end;

	close(fd);
	if (length < 0)
		length = 0;
	line[length] = '\0';
	*argument = NULL;
	if (strncmp(line, "#!", 2) != 0)
		return strlen(line) < (size_t)length ? NULL : _PATH_BSHELL;
	line[strcspn(line, "\n")] = '\0';
	line += 2 + strspn(line + 2, " \t");
	end = line + strcspn(line, " \t");
	if (*end != '\0') {
		*end++ = '\0';
		end += strspn(end, " \t");
		*argument = *end == '\0' ? NULL : end;
	}
	return line;
}

static void execute_script(char *path, char **argv, char **environment)
{
	char line[128], *argument;
	char *interpreter = script_interpreter(path, line, sizeof(line), &argument);
	size_t count = 0, next = 0;

	if (interpreter == NULL) {
		shell_warn("%s: cannot execute binary file", argv[0]);
		_exit(126);
	}
	while (argv[count] != NULL)
		count++;
	{
		char *vector[count + 4];

		vector[next++] = interpreter;
		if (argument != NULL)
			vector[next++] = argument;
		vector[next++] = path;
		memcpy(vector + next, argv + 1, count * sizeof(*vector));
		execve(interpreter, vector, environment);
	}
}

/* Only system calls and the stack from here on: the memory may be the parent's. */
_Noreturn void execute_program(char *path, char **argv, char **environment)
{
	execve(path, argv, environment);
	if (errno == ENOEXEC)
		execute_script(path, argv, environment);
	shell_warn("%s: %s", argv[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

static _Noreturn void become_program(char *path, const struct command *command,
				     char **environment)
{
	if (!redirect_apply(command->redirects, NULL))
		_exit(1);
	execute_program(path, command->argv, environment);
}

static int run_job(char *path, const struct node *node, const struct command *command,
		   char **environment)
{
	struct job *job = job_begin(node, 1, true);
	sigset_t before;
	pid_t child;

	trap_hold(&before);
	child = vfork();
	if (child == 0) {
		job_enter(job);
		trap_release(&before);
		become_program(path, command, environment);
	}
	job_forked(job, child, &before);
	if (child > 0)
		return job_finish(job);
	job_drop(job);
	shell_error(2, "cannot fork: %s", strerror(errno));
	return 2;
}

static int run_program(const struct node *node, const struct command *command, int flags)
{
	char *path = find_program(command->argv[0]);
	char **environment;
	bool in_place = (flags & EXECUTE_LAST) != 0 && shell.exit_trap == NULL && !trap_any();

	if (path == NULL) {
		struct saved_descriptor *saved = NULL;

		if (redirect_apply(command->redirects, &saved))
			shell_warn("%s: not found", command->argv[0]);
		redirect_undo(saved);
		return 127;
	}
	environment = variable_environment(&scratch, command->assignments);
	fflush(stdout);
	if (in_place) {
		trap_before_exec();
		become_program(path, command, environment);
	}
	return run_job(path, node, command, environment);
}

int execute_simple(const struct node *node, int flags)
{
	struct command command = { 0 };
	const struct builtin *builtin;
	const struct node *function;

	shell.substitution_status = -1;
	command.argv = expand_fields(node->words, &command.argc);
	if (shell.unwind != UNWIND_NONE || !redirect_prepare(node->redirects, &command.redirects))
		return shell.status;
	expand_assignments(node, &command);
	if (shell.unwind != UNWIND_NONE)
		return shell.status;
	if (shell.option_x)
		trace(&command);
	if (command.argc == 0)
		return run_nothing(&command);
	builtin = builtin_find(command.argv[0]);
	if (builtin != NULL && builtin->special)
		return run_builtin(builtin, &command);
	function = function_find(command.argv[0]);
	if (function != NULL)
		return run_function(function, &command);
	if (builtin != NULL)
		return run_builtin(builtin, &command);
	return run_program(node, &command, flags);
}

/* Read all that the command writes into memory of its own; the arena takes it at the end. */
static char *collect(int fd)
{
	size_t length = 0, room = 512;
	char *text = shell_allocate(room), *copy;
	ssize_t size;

	while ((size = read(fd, text + length, room - length)) != 0) {
		if (size < 0) {
			if (errno == EINTR)
				continue;
			break;
		}
		length += (size_t)size;
		if (length == room) {
			room *= 2;
			text = realloc(text, room);
			if (text == NULL)
				shell_allocate(room); /* says so and ends */
		}
	}
	while (length > 0 && text[length - 1] == '\n')
		length--;
	copy = arena_copy(&scratch, text, length);
	free(text);
	return copy;
}

char *execute_substitution(const struct node *node)
{
	char *output;
	int fds[2];
	pid_t child;

	if (node == NULL)
		return arena_copy(&scratch, "", 0);
	if (pipe(fds) < 0) {
		shell_error(2, "cannot make a pipe: %s", strerror(errno));
		return arena_copy(&scratch, "", 0);
	}
	child = job_fork(NULL);
	if (child == 0) {
		close(fds[0]);
		if (fds[1] != 1) {
			dup2(fds[1], 1);
			close(fds[1]);
		}
		shell.in_condition = false; /* what is asked about is the command around it */
		shell_exit(execute(node, EXECUTE_LAST));
	}
	close(fds[1]);
	output = collect(fds[0]);
	close(fds[0]);
	if (child > 0)
		shell.substitution_status = job_wait(child);
	return output;
}
