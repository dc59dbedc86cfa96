/* Processes: making them, waiting for them, asking who one is. */
#include "call.h"
#include <errno.h>
#include <paths.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t fork(void)
{
	return (pid_t)libc_result(CALL(clone, SIGCHLD, 0, 0, 0, 0));
}

pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
	return (pid_t)libc_result(CALL(wait4, pid, status, options, usage));
}

pid_t waitpid(pid_t pid, int *status, int options)
{
	return wait4(pid, status, options, NULL);
}

pid_t wait(int *status)
{
	return wait4(WAIT_ANY, status, 0, NULL);
}

pid_t getpid(void)
{
	return (pid_t)CALL(getpid);
}

pid_t getppid(void)
{
	return (pid_t)CALL(getppid);
}

pid_t gettid(void)
{
	return (pid_t)CALL(gettid);
}

uid_t getuid(void)
{
	return (uid_t)CALL(getuid);
}

uid_t geteuid(void)
{
	return (uid_t)CALL(geteuid);
}

gid_t getgid(void)
{
	return (gid_t)CALL(getgid);
}

gid_t getegid(void)
{
	return (gid_t)CALL(getegid);
}

int sched_yield(void)
{
	return (int)libc_result(CALL(sched_yield));
}

clock_t times(struct tms *times)
{
	return libc_result(CALL(times, times));
}

long uptime(void)
{
	struct tms unused;

	return times(&unused);
}

int getrlimit(int resource, struct rlimit *limit)
{
	return (int)libc_result(CALL(prlimit64, 0, resource, 0, limit));
}

int setrlimit(int resource, const struct rlimit *limit)
{
	return (int)libc_result(CALL(prlimit64, 0, resource, limit, 0));
}

/* What a caller does about signals while it waits, and did before. */
struct waiting {
	struct sigaction interrupt, quit;
	sigset_t blocked;
};

/* The keys of the terminal are the command's, and its end is nobody's business but ours. */
static void begin_waiting(struct waiting *before)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t child = ABI_SIGMASK(SIGCHLD);

	sigaction(SIGINT, &ignore, &before->interrupt);
	sigaction(SIGQUIT, &ignore, &before->quit);
	sigprocmask(SIG_BLOCK, &child, &before->blocked);
}

static void end_waiting(const struct waiting *before)
{
	sigaction(SIGINT, &before->interrupt, NULL);
	sigaction(SIGQUIT, &before->quit, NULL);
	sigprocmask(SIG_SETMASK, &before->blocked, NULL);
}

static int wait_for(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

int system(const char *command)
{
	struct waiting before = { .blocked = 0 };
	int status = -1;
	pid_t child;

	if (command == NULL)
		return access(_PATH_BSHELL, X_OK) == 0;
	begin_waiting(&before);
	child = fork();
	if (child == 0) {
		end_waiting(&before);
		execl(_PATH_BSHELL, "sh", "-c", command, NULL);
		_exit(127);
	}
	if (child > 0)
		status = wait_for(child);
	end_waiting(&before);
	return status;
}
