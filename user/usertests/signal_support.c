/* What the tests of signals share. */
#include "signals.h"

volatile sig_atomic_t count, last, order[16], order_length;
siginfo_t seen;
sigset_t seen_blocked;

void note(int signal)
{
	last = signal;
	count++;
	if (order_length < (int)ARRAY_LENGTH(order))
		order[order_length++] = signal;
}

void note_info(int signal, siginfo_t *info, void *context)
{
	note(signal);
	seen = *info;
	EXPECT_OK(sigprocmask(SIG_BLOCK, NULL, &seen_blocked));
	EXPECT(context != NULL);
}

void handle(int signal, void (*handler)(int), sigset_t mask, int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_mask = mask, .sa_flags = flags };

	EXPECT_OK(sigaction(signal, &action, NULL));
}

void handle_info(int signal, void (*handler)(int, siginfo_t *, void *), int flags)
{
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = flags | SA_SIGINFO };

	EXPECT_OK(sigaction(signal, &action, NULL));
}

void block(sigset_t set)
{
	EXPECT_OK(sigprocmask(SIG_BLOCK, &set, NULL));
}

void unblock(sigset_t set)
{
	EXPECT_OK(sigprocmask(SIG_UNBLOCK, &set, NULL));
}

sigset_t blocked_now(void)
{
	sigset_t set;

	EXPECT_OK(sigprocmask(SIG_BLOCK, NULL, &set));
	return set;
}

_Noreturn void sleep_for_long(void)
{
	for (;;)
		sleep(1000);
}

void end(pid_t child)
{
	int status;

	EXPECT_OK(kill(child, SIGKILL));
	EXPECT_VALUE(waitpid(child, &status, 0), child);
	EXPECT_VALUE(status, SIGKILL);
}
