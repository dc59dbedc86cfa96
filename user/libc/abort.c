/* Ending a program out of order. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * A handler may leave by siglongjmp(); one that returns, or a blocked or ignored signal, changes
 * nothing. The exit status is for kernels without handlers whose first process this is.
 */
_Noreturn void abort(void)
{
	sigset_t set = ABI_SIGMASK(SIGABRT);

	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(SIGABRT);
	signal(SIGABRT, SIG_DFL);
	raise(SIGABRT);
	_exit(128 + SIGABRT);
}
