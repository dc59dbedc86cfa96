/* Signals: actions, masks, waiting, alternate stacks. */
#include <signal.h>

#include "call.h"
#include <errno.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* What the kernel takes as the size of a set. */
#define SET_SIZE sizeof(sigset_t)

int kill(pid_t pid, int signal)
{
	return (int)libc_result(CALL(kill, pid, signal));
}

int killpg(pid_t group, int signal)
{
	if (group < 0)
		return (int)libc_result(-EINVAL);
	return kill(-group, signal);
}

int raise(int signal)
{
	return kill(getpid(), signal);
}

int sigqueue(pid_t pid, int signal, union sigval value)
{
	siginfo_t info = {
		.si_signo = signal,
		.si_code = SI_QUEUE,
		.si_pid = getpid(),
		.si_value = value,
	};

	return (int)libc_result(CALL(rt_sigqueueinfo, pid, signal, &info));
}

/* With the mask once more where QEMU 7.2's emulation of Linux, which sees a restorer, has it. */
struct padded_action {
	struct abi_sigaction kernel;
	uint64_t mask;
};

int sigaction(int signal, const struct sigaction *action, struct sigaction *old)
{
	struct padded_action wanted, before;
	long result;

	if (action != NULL)
		wanted = (struct padded_action){
			.kernel.sa_handler = (uintptr_t)action->sa_handler,
			.kernel.sa_flags = (unsigned int)action->sa_flags,
			.kernel.sa_mask = action->sa_mask,
			.mask = action->sa_mask,
		};
	result = CALL(rt_sigaction, signal, action != NULL ? &wanted : NULL, &before, SET_SIZE);
	if (result == 0 && old != NULL)
		*old = (struct sigaction){
			.sa_handler = (sighandler_t)before.kernel.sa_handler,
			.sa_flags = (int)before.kernel.sa_flags,
			.sa_mask = before.kernel.sa_mask,
		};
	return (int)libc_result(result);
}

sighandler_t signal(int signal, sighandler_t handler)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };
	struct sigaction old = { .sa_handler = SIG_ERR };

	sigaction(signal, &action, &old);
	return old.sa_handler;
}

int siginterrupt(int signal, int interrupt)
{
	struct sigaction action = { .sa_flags = 0 };

	if (sigaction(signal, NULL, &action) < 0)
		return -1;
	if (interrupt)
		action.sa_flags &= ~SA_RESTART;
	else
		action.sa_flags |= SA_RESTART;
	return sigaction(signal, &action, NULL);
}

int sigaltstack(const stack_t *stack, stack_t *old)
{
	return (int)libc_result(CALL(sigaltstack, stack, old));
}

int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	return (int)libc_result(CALL(rt_sigprocmask, how, set, old, SET_SIZE));
}

int sigpending(sigset_t *set)
{
	return (int)libc_result(CALL(rt_sigpending, set, SET_SIZE));
}

int sigsuspend(const sigset_t *set)
{
	return (int)libc_result(CALL(rt_sigsuspend, set, SET_SIZE));
}

int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout)
{
	return (int)libc_result(CALL(rt_sigtimedwait, set, info, timeout, SET_SIZE));
}

int sigwaitinfo(const sigset_t *set, siginfo_t *info)
{
	return sigtimedwait(set, info, NULL);
}

/* Returns the error, and leaves errno alone. */
int sigwait(const sigset_t *set, int *signal)
{
	long result;

	do
		result = CALL(rt_sigtimedwait, set, NULL, NULL, SET_SIZE);
	while (result == -EINTR);
	if (result < 0)
		return (int)-result;
	*signal = (int)result;
	return 0;
}

int sigemptyset(sigset_t *set)
{
	*set = 0;
	return 0;
}

int sigfillset(sigset_t *set)
{
	*set = ~0ul;
	return 0;
}

static int check_signal(int signal)
{
	if (signal >= 1 && signal <= ABI_NSIG)
		return 0;
	errno = EINVAL;
	return -1;
}

int sigaddset(sigset_t *set, int signal)
{
	if (check_signal(signal) < 0)
		return -1;
	*set |= ABI_SIGMASK(signal);
	return 0;
}

int sigdelset(sigset_t *set, int signal)
{
	if (check_signal(signal) < 0)
		return -1;
	*set &= ~ABI_SIGMASK(signal);
	return 0;
}

int sigismember(const sigset_t *set, int signal)
{
	if (check_signal(signal) < 0)
		return -1;
	return (*set & ABI_SIGMASK(signal)) != 0;
}

/* Wait for a signal that has a handler. */
int pause(void)
{
	sigset_t blocked;

	if (sigprocmask(SIG_BLOCK, NULL, &blocked) < 0)
		return -1;
	return sigsuspend(&blocked);
}

int getitimer(int which, struct itimerval *timer)
{
	return (int)libc_result(CALL(getitimer, which, timer));
}

int setitimer(int which, const struct itimerval *timer, struct itimerval *old)
{
	return (int)libc_result(CALL(setitimer, which, timer, old));
}

/* What was left of the alarm before counts as a second when it was less. */
unsigned int alarm(unsigned int seconds)
{
	struct itimerval timer = { .it_value.tv_sec = seconds }, old = { 0 };

	if (setitimer(ITIMER_REAL, &timer, &old) < 0)
		return 0;
	return (unsigned int)old.it_value.tv_sec +
	       (old.it_value.tv_usec >= 500000 ||
		(old.it_value.tv_sec == 0 && old.it_value.tv_usec > 0));
}
