/*
 * Jobs: what one pipeline, or one command, runs as processes. A job in the background, or one that
 * has stopped, stays in the table under a number until somebody has asked for its status.
 */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct node;

struct process {
	pid_t pid;
	int status; /* as wait gives it */
	bool ended, stopped;
};

struct job {
	struct job *next;
	int number;	 /* 0: it was never in the background and has not stopped */
	pid_t group;	 /* 0: that of the shell */
	bool foreground; /* the shell waits for it */
	char *text;	 /* the command; NULL: not known */
	size_t count;	 /* processes so far */
	struct process processes[];
};

/* The jobs in the order in which they came to the background: the last one is the current one. */
extern struct job *jobs;

/* job_begin - a new job with room for `count` processes. job_drop - forget it. */
struct job *job_begin(const struct node *node, size_t count, bool foreground);
void job_drop(struct job *job);

/*
 * job_fork - a process of the job, or, without a job, one that stays with the shell. Returns 0 in
 * the child and -1 when there is none, which has been said.
 */
pid_t job_fork(struct job *job);

/*
 * job_enter - in a child that is about to become a program: take its place in the job. System calls
 * only.
 */
void job_enter(const struct job *job);

/*
 * job_forked - in the shell, after a fork that gave `child`, with signals held since `before`: the
 * child's place in the job. Signals come again; ^C that came too early for the child is passed on.
 */
void job_forked(struct job *job, pid_t child, const sigset_t *before);

/* job_finish - wait for a job in the foreground. Returns its status as $?. */
int job_finish(struct job *job);

/* job_leave - let it go on in the background. */
void job_leave(struct job *job);

int job_wait(pid_t pid);	    /* the status of a child without a job */
int job_wait_background(pid_t pid); /* 127: not one of ours */
int job_wait_all(void);
void job_collect(void); /* take note of those that have changed */

/* job_own - forget the jobs that are the parent's: a child may show them. Are there others? */
bool job_own(void);

bool job_has_ended(const struct job *job);
bool job_has_stopped(const struct job *job);

/* job_go_on - nothing of it is stopped any more, as far as is known. */
void job_go_on(struct job *job);

/* job_await - wait until all of its processes have ended or stopped; false: a trap came first. */
bool job_await(struct job *job, bool interruptible);

/* job_status - of its last process, as $?. */
int job_status(const struct job *job);
