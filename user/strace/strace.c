/*
 * strace: run a program and show the system calls it makes, or those of a process that is there.
 *
 * The kernel writes records to a pipe (<abi/trace.h>). A line is begun when a call begins, up to
 * the first argument that the call fills in, and finished when it ends. When another process comes
 * in between, the line is broken off and taken up again later.
 */
#include "strace.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define RESULT_COLUMN 40

/* A process or thread that is traced. */
struct tracee {
	struct tracee *next;
	int pid;
	struct call *call; /* the one it is in, or NULL */
	unsigned int shown; /* of its arguments */
	bool broken;	   /* its line was broken off */
};

static struct tracee *tracees;
static unsigned int tracee_count;
static struct tracee *current; /* whose line is not finished, or NULL */
static bool follow, to_file;

static struct tracee *find_tracee(int pid)
{
	struct tracee *tracee;

	for (tracee = tracees; tracee; tracee = tracee->next)
		if (tracee->pid == pid)
			return tracee;
	tracee = calloc(1, sizeof(*tracee));
	if (!tracee)
		err(1, "no memory");
	tracee->pid = pid;
	tracee->next = tracees;
	tracees = tracee;
	tracee_count++;
	return tracee;
}

static void forget_tracee(struct tracee *tracee)
{
	struct tracee **link = &tracees;

	while (*link != tracee)
		link = &(*link)->next;
	*link = tracee->next;
	free(tracee);
	tracee_count--;
}

static void end_line(void)
{
	put("\n");
	fflush(output.file);
	output.column = 0;
	current = NULL;
}

/* Get to the beginning of a line for `tracee`. */
static void begin_line(struct tracee *tracee)
{
	if (current) {
		current->broken = true;
		put(" <unfinished ...>");
		end_line();
	}
	if (to_file && follow)
		put("%-5d ", tracee->pid);
	else if (tracee_count > 1)
		put("[pid %5d] ", tracee->pid);
}

/* Go on with the arguments, all of them or up to the first that the call fills in. */
static void put_arguments(struct tracee *tracee, record_t *record, bool all)
{
	unsigned int count = call_arguments(tracee->call, record->arguments);

	for (; tracee->shown < count; tracee->shown++) {
		if (!all && call_fills_in(tracee->call, tracee->shown))
			return;
		if (tracee->shown > 0)
			put(", ");
		put_argument(tracee->call, record, tracee->shown);
	}
}

static void put_equals(void)
{
	put(") ");
	while (output.column < RESULT_COLUMN)
		put(" ");
	put("= ");
}

static void enter(struct tracee *tracee, record_t *record)
{
	tracee->call = call_of(record->number);
	tracee->shown = 0;
	tracee->broken = false;
	if (!tracee->call->chosen)
		return;
	begin_line(tracee);
	put("%s(", tracee->call->name);
	put_arguments(tracee, record, false);
	fflush(output.file);
	current = tracee;
}

/* Be where the line of the tracee's call goes on. */
static void resume(struct tracee *tracee)
{
	if (tracee == current)
		return;
	begin_line(tracee);
	put("<... %s resumed>", tracee->call->name);
}

static void leave(struct tracee *tracee, record_t *record)
{
	/* One that was in a call when the tracing began has no beginning. */
	if (tracee->call && tracee->call->chosen) {
		/* One entry serves all calls that the table does not have: it is this one's now. */
		tracee->call = call_of(record->number);
		resume(tracee);
		put_arguments(tracee, record, true);
		put_equals();
		put_result(tracee->call, record);
		end_line();
	}
	tracee->call = NULL;
}

static void leave_for_good(struct tracee *tracee, int status)
{
	if (tracee->call && tracee->call->chosen) {
		resume(tracee);
		if (tracee->shown < tracee->call->count)
			put(" <unfinished ...>");
		put_equals();
		put("?");
		end_line();
	}
	begin_line(tracee);
	if (WIFSIGNALED(status)) {
		put("+++ killed by ");
		put_signal(WTERMSIG(status));
		put(" +++");
	} else {
		put("+++ exited with %d +++", WEXITSTATUS(status));
	}
	end_line();
	forget_tracee(tracee);
}

static void show(record_t *record)
{
	struct tracee *tracee = find_tracee(record->pid);

	if (record->what == TRACE_ENTER)
		enter(tracee, record);
	else if (record->what == TRACE_LEAVE)
		leave(tracee, record);
	else if (record->what == TRACE_EXIT)
		leave_for_good(tracee, (int)record->result);
}

/* Show all records that come by the pipe until nobody can write any more. */
static void show_all(int pipe)
{
	static char buffer[16 * TRACE_RECORD_MAX] __attribute__((aligned(8)));
	size_t held = 0, at;
	ssize_t got;

	while ((got = read(pipe, buffer + held, sizeof(buffer) - held)) > 0) {
		held += (size_t)got;
		for (at = 0; held - at >= sizeof(struct abi_trace_record);) {
			record_t *record = (const void *)(buffer + at);

			if (held - at < record->size)
				break;
			show(record);
			at += record->size;
		}
		memmove(buffer, buffer + at, held - at);
		held -= at;
	}
	if (got < 0)
		err(1, "reading records");
}

static void trace(int pipe, int pid)
{
	if (syscall(SYS_prctl, PR_STRATA_TRACE, pipe, pid, follow, 0) == 0)
		return;
	if (errno == ENOSYS)
		errx(1, "this kernel was built without STRACE");
	err(1, "process %d cannot be traced", pid);
}

/* The path of a command, as the shell would find it. */
static const char *find_command(const char *name)
{
	static char path[1024];
	const char *folder = getenv("PATH");

	if (strchr(name, '/'))
		return name;
	for (folder = folder ? folder : "/bin"; *folder; folder += *folder == ':') {
		size_t length = strcspn(folder, ":");

		snprintf(path, sizeof(path), "%.*s/%s", (int)length, folder, name);
		if (access(path, X_OK) == 0)
			return path;
		folder += length;
	}
	errx(127, "%s: command not found", name);
}

static pid_t start(char **command, int pipe)
{
	const char *path = find_command(command[0]);
	pid_t child = fork();

	if (child < 0)
		err(1, "fork");
	if (child == 0) {
		trace(pipe, 0);
		execv(path, command);
		_exit(errno == ENOENT ? 127 : 126);
	}
	return child;
}

static int status_of(pid_t child)
{
	int status;

	if (waitpid(child, &status, 0) < 0)
		err(1, "waitpid");
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void open_output(const char *path)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	output.file = file < 0 ? NULL : fdopen(file, "w");
	if (!output.file)
		err(1, "%s", path);
	to_file = true;
}

/* A trace of which a part is missing must not pass for the whole. */
static void close_output(void)
{
	bool failed = ferror(output.file);

	if (fclose(output.file) != 0 || failed)
		err(1, "write error");
}

static int usage(void)
{
	fprintf(stderr,
		"usage: strace [-f] [-e CALL,...] [-o FILE] [-s BYTES] COMMAND [ARGUMENT...]\n"
		"       strace [-f] [-e CALL,...] [-o FILE] [-s BYTES] -p PID\n");
	return 2;
}

/* Options up to the command. Returns false for a wrong one. */
static bool take_options(int argc, char **argv, int *pid)
{
	int option;

	while ((option = getopt(argc, argv, "+fe:o:p:s:")) != -1) {
		if (option == 'f')
			follow = true;
		else if (option == 'o')
			open_output(optarg);
		else if (option == 'p')
			*pid = atoi(optarg);
		else if (option == 's')
			output.bytes = (unsigned int)atoi(optarg);
		else if (option != 'e' || !calls_choose(optarg))
			return false;
	}
	return (*pid > 0) != (optind < argc) && *pid != getpid();
}

int main(int argc, char **argv)
{
	int ends[2], pid = 0;
	pid_t child = 0;

	output.file = stderr;
	if (!take_options(argc, argv, &pid))
		return usage();
	if (pipe2(ends, O_CLOEXEC) < 0)
		err(1, "pipe");
	if (pid)
		trace(ends[1], pid);
	else
		child = start(argv + optind, ends[1]);
	close(ends[1]);
	show_all(ends[0]);
	if (to_file)
		close_output();
	return child ? status_of(child) : 0;
}
