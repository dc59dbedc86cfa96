/* Builtins that steer the shell and its processes. */
#include "builtin.h"
#include "control.h"
#include "job.h"
#include "shell.h"
#include "trap.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int usage(const char *text)
{
	shell_warn("usage: %s", text);
	return 2;
}

/* A number that counts something; -1 when it is none. */
static int parse_count(const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	return *text == '\0' || *end != '\0' || value < 0 || value > INT_MAX ? -1 : (int)value;
}

static int leave_loops(int argc, char **argv, enum unwind unwind)
{
	int levels = argc > 1 ? parse_count(argv[1]) : 1;

	if (levels < 1) {
		shell_error(2, "%s: bad number: %s", argv[0], argv[1]);
		return 2;
	}
	if (shell.loop_depth == 0)
		return 0;
	shell.unwind = unwind;
	shell.unwind_levels = levels < shell.loop_depth ? levels : shell.loop_depth;
	return 0;
}

int builtin_break(int argc, char **argv)
{
	return leave_loops(argc, argv, UNWIND_BREAK);
}

int builtin_continue(int argc, char **argv)
{
	return leave_loops(argc, argv, UNWIND_CONTINUE);
}

static int status_argument(int argc, char **argv)
{
	int status = argc > 1 ? parse_count(argv[1]) : shell.status;

	if (status < 0) {
		shell_error(2, "%s: bad number: %s", argv[0], argv[1]);
		return 2;
	}
	return status & 255;
}

int builtin_return(int argc, char **argv)
{
	shell.status = status_argument(argc, argv);
	if (shell.unwind == UNWIND_NONE)
		shell.unwind = UNWIND_RETURN;
	return shell.status;
}

int builtin_exit(int argc, char **argv)
{
	int status = status_argument(argc, argv);

	if (shell.interactive && control_holds_exit())
		return 1;
	if (shell.unwind == UNWIND_NONE)
		shell_exit(status);
	return status;
}

/* Take the options -L and -P, of which the last counts. Returns how many words they are. */
static int path_options(int argc, char **argv, bool *physical)
{
	int i = 1;

	*physical = false;
	for (; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			return i;
		if (strcmp(argv[i], "-L") != 0 && strcmp(argv[i], "-P") != 0)
			break;
		*physical = argv[i][1] == 'P';
	}
	return i - 1;
}

int builtin_cd(int argc, char **argv)
{
	bool physical, back;
	int options = path_options(argc, argv, &physical);
	const char *folder;

	argc -= options;
	argv += options;
	if (argc > 2)
		return usage("cd [-L | -P] [FOLDER]");
	folder = argc > 1 ? argv[1] : variable_get("HOME");
	back = argc > 1 && strcmp(argv[1], "-") == 0;
	if (folder == NULL)
		folder = "/";
	if (back)
		folder = variable_get("OLDPWD");
	if (folder == NULL || !folder_change(folder, physical)) {
		shell_warn("cd: %s: %s", folder == NULL ? "OLDPWD" : folder,
			   folder == NULL ? "not set" : strerror(errno));
		return 1;
	}
	if (back)
		puts(variable_get("PWD"));
	return 0;
}

int builtin_pwd(int argc, char **argv)
{
	const char *path;
	bool physical;

	if (path_options(argc, argv, &physical) != argc - 1)
		return usage("pwd [-L | -P]");
	path = folder_now(physical);
	puts(path == NULL ? "?" : path);
	return 0;
}

/* The arguments joined by blanks are read as commands. */
int builtin_eval(int argc, char **argv)
{
	size_t length = 1;
	char *text;
	int i;

	for (i = 1; i < argc; i++)
		length += strlen(argv[i]) + 1;
	text = arena_allocate(&scratch, length);
	*text = '\0';
	for (i = 1; i < argc; i++) {
		strcat(text, argv[i]);
		if (i + 1 < argc)
			strcat(text, " ");
	}
	return shell_run_string(text);
}

/* A name without a slash is looked for in PATH, then here. */
int builtin_dot(int argc, char **argv)
{
	char *path;
	int status;

	if (argc < 2)
		return usage(". FILE");
	path = find_program(argv[1]);
	status = shell_run_file(path == NULL ? argv[1] : path);
	if (status < 0) {
		shell_error(2, "%s: %s", argv[1], strerror(errno));
		return 2;
	}
	return status;
}

int builtin_exec(int argc, char **argv)
{
	char *path;

	if (argc == 1)
		return 0;
	path = find_program(argv[1]);
	if (path == NULL) {
		shell_error(127, "exec: %s: not found", argv[1]);
		return 127;
	}
	fflush(stdout);
	trap_before_exec();
	execute_program(path, argv + 1, variable_environment(&scratch, NULL));
}

/* What `wait` is told: a process, or with job control a job. */
static int wait_for(const char *what)
{
	struct job *job;

	if (*what != '%')
		return job_wait_background(parse_count(what));
	job = control_find("wait", what);
	return job == NULL ? 127 : job_wait_background(job->processes[job->count - 1].pid);
}

int builtin_wait(int argc, char **argv)
{
	int status = 0, i;

	if (argc == 1)
		return job_wait_all();
	for (i = 1; i < argc && !trap_came(); i++)
		status = wait_for(argv[i]);
	return status;
}

int builtin_umask(int argc, char **argv)
{
	mode_t mask;
	char *end;

	if (argc == 1) {
		mask = umask(0);
		umask(mask);
		printf("%04o\n", mask);
		return 0;
	}
	mask = (mode_t)strtoul(argv[1], &end, 8);
	if (*end != '\0' || mask > 0777) {
		shell_warn("umask: %s: bad mode", argv[1]);
		return 2;
	}
	umask(mask);
	return 0;
}

/* What a name is: for `type`, with words around it, and for `command -v`. */
static int describe(const char *name, bool in_words)
{
	const struct builtin *builtin = builtin_find(name);
	char *path;

	if (builtin != NULL || function_find(name) != NULL) {
		printf("%s%s\n", name,
		       !in_words	 ? ""
		       : builtin == NULL ? " is a function"
					 : " is a shell builtin");
		return 0;
	}
	path = find_program(name);
	if (path == NULL || access(path, X_OK) != 0) {
		if (in_words)
			shell_warn("%s: not found", name);
		return 127;
	}
	printf(in_words ? "%s is %s\n" : "%.0s%s\n", name, path);
	return 0;
}

int builtin_type(int argc, char **argv)
{
	int status = 0, i;

	for (i = 1; i < argc; i++)
		if (describe(argv[i], true) != 0)
			status = 127;
	return status;
}

/* command NAME: not the function of that name. command -v NAME: what it is. */
int builtin_command(int argc, char **argv)
{
	const struct builtin *builtin;
	struct job *job;
	char *path;

	if (argc > 2 && (strcmp(argv[1], "-v") == 0 || strcmp(argv[1], "-V") == 0))
		return describe(argv[2], argv[1][1] == 'V');
	if (argc < 2)
		return 0;
	builtin = builtin_find(argv[1]);
	if (builtin != NULL)
		return builtin->run(argc - 1, argv + 1);
	path = find_program(argv[1]);
	if (path == NULL) {
		shell_warn("%s: not found", argv[1]);
		return 127;
	}
	job = job_begin(NULL, 1, true);
	if (job_fork(job) == 0)
		execute_program(path, argv + 1, variable_environment(&scratch, NULL));
	return job_finish(job);
}
