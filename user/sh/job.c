/*
 * Child processes. Those in the foreground are waited for one by one; those in the background are
 * in a table until somebody has asked for their status.
 */
#include "shell.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct job {
	struct job *next;
	pid_t pid;
	bool ended;
	int status;
};

static struct job *jobs;

/* $? of a wait status: a signal counts from 128 on. */
static int decode(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Say what ended a command, unless it is of the kind that happens all the time. */
static void report_signal(int status)
{
	int signal = WTERMSIG(status);

	if (WIFSIGNALED(status) && signal != 2 && signal != 13)
		dprintf(2, "%s\n", strsignal(signal));
}

pid_t job_fork(void)
{
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child < 0)
		shell_error(2, "cannot fork: %s", strerror(errno));
	if (child == 0) {
		shell.child = true;
		shell.interactive = false;
		shell.exit_trap = NULL;
		job_forget();
	}
	return child;
}

int job_wait(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 127;
	report_signal(status);
	return decode(status);
}

void job_add(pid_t pid)
{
	struct job *job = shell_allocate(sizeof(*job)), **end = &jobs;

	job->pid = pid;
	job->ended = false;
	job->next = NULL;
	while (*end != NULL)
		end = &(*end)->next;
	*end = job;
	shell.background = pid;
}

static void remove_job(struct job **link)
{
	struct job *job = *link;

	*link = job->next;
	free(job);
}

int job_wait_background(pid_t pid)
{
	struct job **link;
	int status;

	for (link = &jobs; *link != NULL; link = &(*link)->next) {
		if ((*link)->pid != pid)
			continue;
		status = (*link)->ended ? decode((*link)->status) : job_wait(pid);
		remove_job(link);
		return status;
	}
	return 127;
}

void job_wait_all(void)
{
	while (jobs != NULL)
		job_wait_background(jobs->pid);
}

/* Jobs that ended keep their status for `wait PID`; only so many, or a long script fills memory. */
void job_collect(void)
{
	struct job *job, **link = &jobs;
	int ended = 0, status;

	for (job = jobs; job != NULL; job = job->next) {
		if (!job->ended && waitpid(job->pid, &status, WNOHANG) == job->pid) {
			job->ended = true;
			job->status = status;
		}
		ended += job->ended;
	}
	while (*link != NULL && ended > 32) {
		if ((*link)->ended) {
			remove_job(link);
			ended--;
		} else {
			link = &(*link)->next;
		}
	}
}

void job_forget(void)
{
	while (jobs != NULL)
		remove_job(&jobs);
}

void job_print(void)
{
	struct job *job;

	job_collect();
	for (job = jobs; job != NULL; job = job->next)
		printf("%d %s\n", job->pid, job->ended ? "Done" : "Running");
}
