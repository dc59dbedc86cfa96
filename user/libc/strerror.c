/* The texts of error numbers and signals. */
#include <errno.h>
#include <lib/compiler.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct {
	int error;
	const char *text;
} errors[] = {
#define ERRNO_TEXT(name, text) { name, text },
#include <abi/errno.def>
};

static const struct {
	const char *name, *text;
} signals[] = {
	[SIGHUP] = { "HUP", "Hangup" },
	[SIGINT] = { "INT", "Interrupt" },
	[SIGQUIT] = { "QUIT", "Quit" },
	[SIGILL] = { "ILL", "Illegal instruction" },
	[SIGTRAP] = { "TRAP", "Trace/breakpoint trap" },
	[SIGABRT] = { "ABRT", "Aborted" },
	[SIGBUS] = { "BUS", "Bus error" },
	[SIGFPE] = { "FPE", "Floating point exception" },
	[SIGKILL] = { "KILL", "Killed" },
	[SIGUSR1] = { "USR1", "User defined signal 1" },
	[SIGSEGV] = { "SEGV", "Segmentation fault" },
	[SIGUSR2] = { "USR2", "User defined signal 2" },
	[SIGPIPE] = { "PIPE", "Broken pipe" },
	[SIGALRM] = { "ALRM", "Alarm clock" },
	[SIGTERM] = { "TERM", "Terminated" },
	[SIGSTKFLT] = { "STKFLT", "Stack fault" },
	[SIGCHLD] = { "CHLD", "Child exited" },
	[SIGCONT] = { "CONT", "Continued" },
	[SIGSTOP] = { "STOP", "Stopped (signal)" },
	[SIGTSTP] = { "TSTP", "Stopped" },
	[SIGTTIN] = { "TTIN", "Stopped (tty input)" },
	[SIGTTOU] = { "TTOU", "Stopped (tty output)" },
	[SIGURG] = { "URG", "Urgent I/O condition" },
	[SIGXCPU] = { "XCPU", "CPU time limit exceeded" },
	[SIGXFSZ] = { "XFSZ", "File size limit exceeded" },
	[SIGVTALRM] = { "VTALRM", "Virtual timer expired" },
	[SIGPROF] = { "PROF", "Profiling timer expired" },
	[SIGWINCH] = { "WINCH", "Window changed" },
	[SIGIO] = { "POLL", "I/O possible" },
	[SIGPWR] = { "PWR", "Power failure" },
	[SIGSYS] = { "SYS", "Bad system call" },
};

char *strerror(int error)
{
	static char unknown[32];
	size_t i;

	if (error == 0)
		return "Success";
	for (i = 0; i < ARRAY_SIZE(errors); i++)
		if (errors[i].error == error)
			return (char *)errors[i].text;
	snprintf(unknown, sizeof(unknown), "Unknown error %d", error);
	return unknown;
}

static int signal_known(int signal)
{
	return signal > 0 && (size_t)signal < ARRAY_SIZE(signals) && signals[signal].name != NULL;
}

const char *sigabbrev_np(int signal)
{
	return signal_known(signal) ? signals[signal].name : NULL;
}

const char *strsignal(int signal)
{
	static char unknown[32];

	if (signal_known(signal))
		return signals[signal].text;
	snprintf(unknown, sizeof(unknown), "Unknown signal %d", signal);
	return unknown;
}
