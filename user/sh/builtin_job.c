/* The commands of job control: jobs, fg, bg, and kill that knows jobs. */
#include "commands.h"
#include "control.h"
#include "job.h"
#include "shell.h"
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The one that stopped last, or else the one that came to the background last. */
static struct job *current_job(const struct job *but)
{
	struct job *job, *found = NULL;

	for (job = jobs; job != NULL; job = job->next) {
		if (job == but || job->number == 0)
			continue;
		if (found == NULL || job_has_stopped(job) || !job_has_stopped(found))
			found = job;
	}
	return found;
}

static struct job *by_number(int number)
{
	struct job *job;

	for (job = jobs; job != NULL; job = job->next)
		if (job->number == number)
			return job;
	return NULL;
}

/* The only one whose command begins with the text, or with `anywhere` contains it. */
static struct job *by_text(const char *text, bool anywhere)
{
	struct job *job, *found = NULL;

	for (job = jobs; job != NULL; job = job->next) {
		const char *at = job->text == NULL ? NULL : strstr(job->text, text);

		if (job->number == 0 || at == NULL || (!anywhere && at != job->text))
			continue;
		if (found != NULL)
			return NULL;
		found = job;
	}
	return found;
}

/* What stands behind the %. */
static struct job *find(const char *name)
{
	if (*name == '\0' || strcmp(name, "%") == 0 || strcmp(name, "+") == 0)
		return current_job(NULL);
	if (strcmp(name, "-") == 0)
		return current_job(current_job(NULL));
	if (isdigit((unsigned char)*name))
		return by_number(atoi(name));
	return *name == '?' ? by_text(name + 1, true) : by_text(name, false);
}

struct job *control_find(const char *command, const char *spec)
{
	struct job *job;

	job_collect();
	job = find(*spec == '%' ? spec + 1 : spec);
	if (job == NULL)
		shell_warn("%s: %s: no such job", command, spec);
	return job;
}

static const char *state_of(const struct job *job)
{
	int status = job_status(job);

	if (job_has_stopped(job))
		return "Stopped";
	if (!job_has_ended(job))
		return "Running";
	return status > 128 ? strsignal(status - 128) : "Done";
}

static char mark_of(const struct job *job)
{
	struct job *current = current_job(NULL);

	if (job == current)
		return '+';
	return job == current_job(current) ? '-' : ' ';
}

static void print_job(int fd, const struct job *job, bool with_group)
{
	char group[16] = "";

	if (with_group)
		snprintf(group, sizeof(group), "%d ", (int)job->processes[0].pid);
	dprintf(fd, "[%d]%c %s%-8s  %s\n", job->number, mark_of(job), group, state_of(job),
		job->text);
}

void control_announce(const struct job *job)
{
	print_job(2, job, false);
}

void control_announce_background(const struct job *job)
{
	if (shell.interactive && control_is_on())
		dprintf(2, "[%d] %d\n", job->number, (int)job->processes[0].pid);
}

static int last_number(void)
{
	struct job *job;
	int last = 0;

	for (job = jobs; job != NULL; job = job->next)
		if (job->number > last)
			last = job->number;
	return last;
}

static void drop_ended(void)
{
	struct job *job, *next;

	for (job = jobs; job != NULL; job = next) {
		next = job->next;
		if (job->number != 0 && job_has_ended(job))
			job_drop(job);
	}
}

/* jobs [-l | -p]: those that have ended are shown once. */
int builtin_jobs(int argc, char **argv)
{
	bool pids = argc > 1 && strcmp(argv[1], "-p") == 0;
	bool with_group = argc > 1 && strcmp(argv[1], "-l") == 0;
	int number, last = last_number();

	job_collect();
	for (number = 1; number <= last; number++) {
		struct job *job = by_number(number);

		if (job != NULL && pids)
			dprintf(1, "%d\n", (int)job->processes[0].pid);
		else if (job != NULL)
			print_job(1, job, with_group);
	}
	if (!pids)
		drop_ended();
	return 0;
}

/* The job that is to go on; NULL, which has been said, when there is none. */
static struct job *job_to_resume(const char *command, const char *spec)
{
	struct job *job;

	if (!control_is_on()) {
		shell_warn("%s: no job control", command);
		return NULL;
	}
	job = control_find(command, spec);
	if (job == NULL || !job_has_ended(job))
		return job;
	shell_warn("%s: %s: the job has ended", command, spec);
	return NULL;
}

static void resume(struct job *job)
{
	job_go_on(job);
	killpg(job->group, SIGCONT);
}

int builtin_fg(int argc, char **argv)
{
	struct job *job = job_to_resume("fg", argc > 1 ? argv[1] : "%");

	if (job == NULL)
		return 1;
	dprintf(1, "%s\n", job->text);
	job->foreground = true;
	control_give_terminal(job);
	resume(job);
	return job_finish(job);
}

int builtin_bg(int argc, char **argv)
{
	int status = 0, i = 1;

	do {
		struct job *job = job_to_resume("bg", i < argc ? argv[i] : "%");

		if (job == NULL) {
			status = 1;
			continue;
		}
		if (job_has_stopped(job)) {
			resume(job);
			job_leave(job);
		}
		dprintf(1, "[%d]%c %s &\n", job->number, mark_of(job), job->text);
	} while (++i < argc);
	return status;
}

/* What kill is to send: the default is what it has itself. */
static int signal_to_send(int argc, char **argv)
{
	if (argc < 2 || *argv[1] != '-' || strcmp(argv[1], "--") == 0)
		return SIGTERM;
	return signal_by_name(strcmp(argv[1], "-s") == 0 && argc > 2 ? argv[2] : argv[1] + 1);
}

/*
 * The groups of jobs take the place of their names; a minus that would begin an option is none. A
 * stopped job goes on, so that it can end.
 */
int builtin_kill(int argc, char **argv)
{
	char **arguments = arena_allocate(&scratch, (size_t)(argc + 2) * sizeof(*arguments));
	int signal = signal_to_send(argc, argv), count = 0, status, i;
	struct job *job;

	for (i = 0; i < argc; i++) {
		arguments[count] = argv[i];
		if (i > 0 && *argv[i] == '%') {
			job = control_find("kill", argv[i]);
			if (job == NULL)
				return 1;
			if (i == 1)
				arguments[count++] = "--";
			arguments[count] = arena_allocate(&scratch, 16);
			sprintf(arguments[count], "%d",
				job->group != 0 ? -job->group : job->processes[0].pid);
		}
		count++;
	}
	arguments[count] = NULL;
	status = kill_command(count, arguments);
	for (i = 1; i < argc && (signal == SIGTERM || signal == SIGHUP); i++)
		if (*argv[i] == '%' && (job = control_find("kill", argv[i])) != NULL &&
		    job_has_stopped(job))
			killpg(job->group, SIGCONT);
	return status;
}
