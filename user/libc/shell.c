/* system(): a command for the shell. */
#include <errno.h>
#include <paths.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

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
