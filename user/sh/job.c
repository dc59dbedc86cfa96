/*
 * Child processes. Those in the foreground are waited for one by one; those in the background are
 * in a table until somebody has asked for their status.
 */
#include "job.h"
#include "control.h"
#include "shell.h"
#include "trap.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ENDED_KEPT 32 /* of the jobs that nobody asks for, or a long script fills memory */

struct job *jobs;
static bool inherited; /* in a child: they are the parent's, and only to be looked at */

/* $? of a wait status: a signal counts from 128 on. */
static int decode(int status)
{
	if (WIFSTOPPED(status))
		return 128 + WSTOPSIG(status);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Say what ended a command, unless it is of the kind that happens all the time. */
static void report_signal(int status)
{
	int signal = WTERMSIG(status);

	if (WIFSIGNALED(status) && signal != 2 && signal != 13)
		dprintf(2, "%s\n", strsignal(signal));
}

bool job_own(void)
{
	if (inherited)
		while (jobs != NULL)
			job_drop(jobs);
	inherited = false;
	return jobs != NULL;
}

struct job *job_begin(const struct node *node, size_t count, bool foreground)
{
	struct job *job = shell_allocate(sizeof(*job) + count * sizeof(job->processes[0]));
	struct job **end = &jobs;

	job_own();
	*job = (struct job){ .foreground = foreground, .text = control_text(node) };
	while (*end != NULL)
		end = &(*end)->next;
	*end = job;
	return job;
}

static void unlink_job(const struct job *job)
{
	struct job **link = &jobs;

	while (*link != job)
		link = &(*link)->next;
	*link = job->next;
}

void job_drop(struct job *job)
{
	unlink_job(job);
	free(job->text);
	free(job);
}

static void join(struct job *job, pid_t pid)
{
	job->processes[job->count++] = (struct process){ .pid = pid };
	control_joined(job, pid);
}

/* ^C that came before the terminal was the child's was meant for what the shell will wait for. */
void job_forked(struct job *job, pid_t child, const sigset_t *before)
{
	if (child > 0 && job != NULL)
		join(job, child);
	trap_release(before);
	if (child > 0 && (job == NULL || job->foreground) && trap_interrupts())
		kill(child, SIGINT);
}

pid_t job_fork(struct job *job)
{
	sigset_t before;
	pid_t child;

	fflush(stdout);
	job_collect(); /* the child may be about to show them */
	trap_hold(&before);
	child = fork();
	if (child < 0)
		shell_error(2, "cannot fork: %s", strerror(errno));
	if (child == 0) {
		job_enter(job);
		trap_enter_child();
		shell.child = true;
		shell.interactive = false;
		shell.exit_trap = NULL;
		control_enter_child();
		inherited = true;
	}
	job_forked(job, child, &before);
	return child;
}

void job_enter(const struct job *job)
{
	control_enter(job);
	trap_enter_program(job);
}

static void note(struct process *process, int status)
{
	process->status = status;
	process->stopped = WIFSTOPPED(status);
	process->ended = !process->stopped && !WIFCONTINUED(status);
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

bool job_await(struct job *job, bool interruptible)
{
	size_t i;

	for (i = 0; i < job->count; i++) {
		struct process *process = &job->processes[i];
		int status = 127 << 8;

		if (process->ended || process->stopped)
			continue;
		if (trap_wait(process->pid, &status, control_wait_flags(), interruptible) < 0 &&
		    errno == EINTR)
			return false;
		note(process, status);
	}
	return true;
}

bool job_has_ended(const struct job *job)
{
	size_t i;

	for (i = 0; i < job->count; i++)
		if (!job->processes[i].ended)
			return false;
	return true;
}

void job_go_on(struct job *job)
{
	size_t i;

	for (i = 0; i < job->count; i++)
		job->processes[i].stopped = false;
}

/* All that have not ended are stopped. */
bool job_has_stopped(const struct job *job)
{
	bool any = false;
	size_t i;

	for (i = 0; i < job->count; i++) {
		if (!job->processes[i].ended && !job->processes[i].stopped)
			return false;
		any |= job->processes[i].stopped;
	}
	return any;
}

int job_status(const struct job *job)
{
	return job->count == 0 ? 2 : decode(job->processes[job->count - 1].status);
}

/* It becomes the current job, under a number of its own. */
static void enlist(struct job *job)
{
	struct job **end = &jobs;
	int last = 0;

	unlink_job(job);
	for (; *end != NULL; end = &(*end)->next)
		if ((*end)->number > last)
			last = (*end)->number;
	*end = job;
	job->next = NULL;
	job->foreground = false;
	if (job->number == 0)
		job->number = last + 1;
}

int job_finish(struct job *job)
{
	int status;

	job_await(job, false);
	status = job_status(job);
	control_take_back(job);
	if (job_has_stopped(job)) {
		enlist(job);
		control_announce(job);
		return status;
	}
	if (job->count > 0)
		report_signal(job->processes[job->count - 1].status);
	job_drop(job);
	return status;
}

void job_leave(struct job *job)
{
	enlist(job);
	if (job->count > 0)
		shell.background = job->processes[job->count - 1].pid;
}

/* The job that `wait PID` means: one of its processes has that number. */
static struct job *find(pid_t pid)
{
	struct job *job;
	size_t i;

	for (job = jobs; job != NULL; job = job->next)
		for (i = 0; i < job->count; i++)
			if (job->processes[i].pid == pid)
				return job;
	return NULL;
}

/* One that has stopped is waited for until it ends, or stops once more. */
static int wait_for(struct job *job)
{
	int status;

	job_go_on(job);
	if (!job_await(job, true))
		return trap_status();
	status = job_status(job);
	if (!job_has_ended(job))
		return status;
	if (job->count > 0)
		report_signal(job->processes[job->count - 1].status);
	job_drop(job);
	return status;
}

int job_wait_background(pid_t pid)
{
	struct job *job = job_own() ? find(pid) : NULL;

	return job == NULL ? 127 : wait_for(job);
}

/* Those that are stopped are not waited for: they would never end. */
int job_wait_all(void)
{
	struct job *job, *next;

	job_own();
	for (job = jobs; job != NULL; job = next) {
		next = job->next;
		if (!job_await(job, true))
			return trap_status();
		if (job_has_ended(job))
			job_drop(job);
	}
	return 0;
}

static void collect(struct job *job)
{
	size_t i;
	int status;

	for (i = 0; i < job->count; i++) {
		struct process *process = &job->processes[i];

		while (!process->ended &&
		       waitpid(process->pid, &status, control_poll_flags()) == process->pid)
			note(process, status);
	}
}

/* Jobs that ended keep their status for `wait PID`; only so many. */
void job_collect(void)
{
	struct job *job, *next;
	int ended = 0;

	if (inherited)
		return;
	for (job = jobs; job != NULL; job = job->next) {
		collect(job);
		ended += job_has_ended(job);
	}
	for (job = jobs; job != NULL && ended > ENDED_KEPT; job = next) {
		next = job->next;
		if (job->number != 0 && job_has_ended(job)) {
			job_drop(job);
			ended--;
		}
	}
}
