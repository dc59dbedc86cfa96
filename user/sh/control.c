/*
 * Job control: process groups and the terminal.
 *
 * Each job has a process group of its own. The one that the shell waits for is the terminal's
 * foreground group, so that ^C and ^Z reach it and it may read what is typed. Both the shell and
 * the child put the child into the group, as nobody knows which of them comes first.
 */
#include "control.h"
#include "job.h"
#include "shell.h"
#include "trap.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

static bool on;
static int terminal = -1; /* -1: none, or not ours */
static pid_t group_before;
static struct termios modes; /* of the terminal, while the shell has it */
static int warned;	     /* > 0: the user was told of stopped jobs in this line or the last */

bool control_is_on(void)
{
	return on;
}

/* Not before the shell is in the foreground: until then it is somebody else's terminal. */
static bool take_terminal(void)
{
	pid_t foreground;
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		fd = dup(2);
	if (fd < 0)
		return false;
	terminal = redirect_move_high(fd);
	while ((foreground = tcgetpgrp(terminal)) >= 0 && foreground != getpgrp())
		kill(0, SIGTTIN);
	if (foreground >= 0 && tcgetattr(terminal, &modes) == 0)
		return true;
	close(terminal);
	terminal = -1;
	return false;
}

static void start(void)
{
	group_before = getpgrp();
	if (shell.interactive && !take_terminal()) {
		shell.option_m = false; /* no terminal, or not the session's: as if never asked */
		return;
	}
	on = true;
	trap_update();
	setpgid(0, 0); /* which the leader of a session is not allowed, and has no need of */
	if (terminal >= 0)
		tcsetpgrp(terminal, getpgrp());
}

static void end(void)
{
	if (terminal >= 0) {
		tcsetpgrp(terminal, group_before);
		close(terminal);
		terminal = -1;
	}
	setpgid(0, group_before);
	on = false;
	trap_update();
}

void control_update(void)
{
	if (shell.option_m && !on)
		start();
	else if (!shell.option_m && on)
		end();
}

void control_enter_child(void)
{
	on = false;
	terminal = -1;
	shell.option_m = false;
}

/* The first process of a job leads its group. */
void control_enter(const struct job *job)
{
	pid_t group;

	if (!on || job == NULL)
		return;
	group = job->group == 0 ? getpid() : job->group;
	setpgid(0, group);
	if (job->foreground && terminal >= 0)
		tcsetpgrp(terminal, group);
}

void control_joined(struct job *job, pid_t pid)
{
	if (!on)
		return;
	if (job->group == 0)
		job->group = pid;
	setpgid(pid, job->group);
	if (job->foreground && terminal >= 0)
		tcsetpgrp(terminal, job->group);
}

void control_give_terminal(const struct job *job)
{
	if (terminal >= 0)
		tcsetpgrp(terminal, job->group);
}

static bool was_interrupted(const struct job *job)
{
	size_t i;

	for (i = 0; i < job->count; i++)
		if (job->processes[i].ended && WIFSIGNALED(job->processes[i].status) &&
		    WTERMSIG(job->processes[i].status) == SIGINT)
			return true;
	return false;
}

/*
 * A job that did not end in order may leave the terminal in any mode. One that ^C has ended takes
 * the loop with it that it runs in: the shell itself has not got the signal.
 */
void control_take_back(const struct job *job)
{
	int status = job_status(job);

	if (!on)
		return;
	if (terminal >= 0) {
		tcsetpgrp(terminal, getpgrp());
		if (status > 128)
			tcsetattr(terminal, TCSADRAIN, &modes);
		else
			tcgetattr(terminal, &modes);
	}
	if (shell.interactive && shell.loop_depth > 0 && was_interrupted(job)) {
		shell.status = status;
		shell.unwind = UNWIND_ERROR;
	}
}

int control_wait_flags(void)
{
	return on ? WUNTRACED : 0;
}

int control_poll_flags(void)
{
	return on ? WNOHANG | WUNTRACED | WCONTINUED : WNOHANG;
}

void control_begin_line(void)
{
	if (warned > 0)
		warned--;
}

/* Whoever leaves again at once, with the next line, means it. */
bool control_holds_exit(void)
{
	struct job *job;

	if (warned > 0)
		return false;
	job_collect();
	for (job = jobs; job != NULL; job = job->next) {
		if (!job_has_stopped(job))
			continue;
		dprintf(2, "There are stopped jobs.\n");
		warned = 2;
		return true;
	}
	return false;
}
