/*
 * What the shell does about signals.
 *
 * A handler only notes that its signal came; the action is run between two commands (trap_run()).
 * An interactive shell is not ended by the keys of the terminal: ^C gives up the command that runs
 * or the line that is typed, and the other keys are meant for jobs.
 */
#include "trap.h"
#include "commands.h"
#include "control.h"
#include "job.h"
#include "shell.h"
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>

static char *actions[SIGRTMIN]; /* NULL: none; "": ignored */
static volatile sig_atomic_t came[SIGRTMIN];
static volatile sig_atomic_t last_signal;
static sigset_t changed;	  /* what the shell has set: before, it had what it started with */
static sigset_t ignored_at_start; /* of those; a shell that is not interactive leaves them so */

volatile int trap_signals_came;

static void note(int signal)
{
	came[signal] = 1;
	last_signal = signal;
	trap_signals_came = 1;
}

/* Nothing is to be done but to end a wait. */
static void wake(int signal)
{
	(void)signal;
}

static sighandler_t first_handler(int signal)
{
	return sigismember(&ignored_at_start, signal) ? SIG_IGN : SIG_DFL;
}

/* What a signal without an action does to the shell itself. */
static sighandler_t own_handler(int signal)
{
	if (control_is_on() && (signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU))
		return SIG_IGN;
	if (shell.interactive && signal == SIGINT)
		return note;
	if (shell.interactive && (signal == SIGQUIT || signal == SIGTERM))
		return SIG_IGN;
	return first_handler(signal);
}

static bool is_ignored_at_start(int signal)
{
	struct sigaction action;

	if (!sigismember(&changed, signal) && sigaction(signal, NULL, &action) == 0 &&
	    action.sa_handler == SIG_IGN)
		sigaddset(&ignored_at_start, signal);
	sigaddset(&changed, signal);
	return sigismember(&ignored_at_start, signal);
}

static void set_handler(int signal)
{
	struct sigaction action = { .sa_flags = 0 };

	is_ignored_at_start(signal); /* before it is too late to know */
	action.sa_handler = own_handler(signal);
	if (actions[signal] != NULL)
		action.sa_handler = *actions[signal] == '\0' ? SIG_IGN : note;
	else if (signal == SIGCHLD)
		action.sa_handler = wake;
	if (signal == SIGCHLD)
		action.sa_flags = SA_RESTART;
	sigaction(signal, &action, NULL);
}

void trap_update(void)
{
	static const int own[] = { SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU, SIGCHLD };
	size_t i;

	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (actions[own[i]] == NULL)
			set_handler(own[i]);
}

void trap_start(void)
{
	if (shell.interactive)
		trap_update();
	else
		set_handler(SIGCHLD);
}

bool trap_any(void)
{
	int signal;

	for (signal = 1; signal < SIGRTMIN; signal++)
		if (actions[signal] != NULL && *actions[signal] != '\0')
			return true;
	return false;
}

int trap_status(void)
{
	return 128 + last_signal;
}

bool trap_interrupts(void)
{
	return shell.interactive && came[SIGINT];
}

void trap_forget_interrupt(void)
{
	if (actions[SIGINT] == NULL)
		came[SIGINT] = 0;
}

/* ^C, and no action for it: give up the command. */
static void give_up(void)
{
	shell.status = 128 + SIGINT;
	if (shell.unwind == UNWIND_NONE)
		shell.unwind = UNWIND_ERROR;
}

static void run_action(int signal)
{
	char *action = shell_copy(actions[signal]); /* it may set another */

	shell_run_trap(action);
	free(action);
}

void trap_run(void)
{
	int signal;

	trap_signals_came = 0;
	for (signal = 1; signal < SIGRTMIN; signal++) {
		if (!came[signal])
			continue;
		came[signal] = 0;
		if (actions[signal] == NULL)
			give_up();
		else if (*actions[signal] != '\0')
			run_action(signal);
	}
}

/*
 * From before a fork until the child is in its group with the handlers of a program, signals wait:
 * one that came to the child earlier, such as ^C, would only be noted in what exec throws away.
 */
void trap_hold(sigset_t *before)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, before);
}

void trap_release(const sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}

/* No signal is lost between the look and the wait: they are blocked there. */
static pid_t wait_interruptibly(pid_t pid, int *status, int flags)
{
	sigset_t before;
	pid_t result;

	trap_hold(&before);
	while ((result = waitpid(pid, status, flags | WNOHANG)) == 0 && !trap_came())
		sigsuspend(&before);
	trap_release(&before);
	if (result != 0)
		return result;
	errno = EINTR;
	return -1;
}

pid_t trap_wait(pid_t pid, int *status, int flags, bool interruptible)
{
	pid_t result;

	if (interruptible)
		return wait_interruptibly(pid, status, flags);
	do
		result = waitpid(pid, status, flags);
	while (result < 0 && errno == EINTR);
	return result;
}

void trap_enter_child(void)
{
	int signal;

	for (signal = 1; signal < SIGRTMIN; signal++) {
		came[signal] = 0;
		if (actions[signal] == NULL || *actions[signal] == '\0')
			continue;
		free(actions[signal]);
		actions[signal] = NULL;
	}
	trap_signals_came = 0;
	set_handler(SIGCHLD);
}

/* Signals do what they did when the shell began, but for those in `kept` and the ignored ones. */
static void reset_handlers(sigset_t kept)
{
	int signal;

	for (signal = 1; signal < SIGRTMIN; signal++) {
		struct sigaction action = { .sa_handler = first_handler(signal) };

		if (sigismember(&changed, signal) && !sigismember(&kept, signal) &&
		    (actions[signal] == NULL || *actions[signal] != '\0'))
			sigaction(signal, &action, NULL);
	}
}

/*
 * A program, or a shell that is not interactive, gets its signals as the shell got them. What stays
 * with an interactive shell, such as $(command), is not stopped: the shell would wait for ever.
 * Without job control the keys do not reach what runs in the background.
 */
void trap_enter_program(const struct job *job)
{
	sigset_t kept = 0;

	if (job == NULL && control_is_on())
		kept = ABI_SIGMASK(SIGTSTP) | ABI_SIGMASK(SIGTTIN) | ABI_SIGMASK(SIGTTOU);
	reset_handlers(kept);
	if (job != NULL && !control_is_on() && !job->foreground) {
		signal(SIGINT, SIG_IGN);
		signal(SIGQUIT, SIG_IGN);
	}
}

void trap_before_exec(void)
{
	reset_handlers(0);
}

/* 0 for EXIT, -1 for what is no signal. */
static int signal_of(const char *name)
{
	int signal = strcasecmp(name, "EXIT") == 0 ? 0 : signal_by_name(name);

	return signal >= SIGRTMIN ? -1 : signal;
}

static bool set_action(const char *action, const char *name)
{
	int signal = signal_of(name);

	if (signal < 0) {
		shell_warn("trap: %s: bad trap", name);
		return false;
	}
	if (signal == 0) {
		trap_set_exit(action);
		return true;
	}
	if (is_ignored_at_start(signal) && !shell.interactive)
		return true;
	free(actions[signal]);
	actions[signal] = action == NULL ? NULL : shell_copy(action);
	set_handler(signal);
	return true;
}

static void print_actions(void)
{
	int signal;

	if (shell.exit_trap != NULL)
		trap_print(shell.exit_trap, "EXIT");
	for (signal = 1; signal < SIGRTMIN; signal++)
		if (actions[signal] != NULL)
			trap_print(actions[signal], sigabbrev_np(signal));
}

/* trap [ACTION] SIGNAL...: without an action, or with -, signals do what they did at the start. */
int builtin_trap(int argc, char **argv)
{
	const char *action = NULL;
	int status = 0, i = 1;

	if (i < argc && strcmp(argv[i], "--") == 0)
		i++;
	if (i == argc || strcmp(argv[i], "-p") == 0) {
		print_actions();
		return 0;
	}
	if (strcmp(argv[i], "-") == 0)
		i++;
	else if (i + 1 < argc && !isdigit((unsigned char)*argv[i]))
		action = argv[i++];
	for (; i < argc; i++)
		if (!set_action(action, argv[i]))
			status = 1;
	return status;
}
