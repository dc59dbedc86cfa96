/* Signals: calls, blocking, handlers, inheritance, and many of them at once. */
#include "signals.h"

#include <setjmp.h>
#include <sys/syscall.h>

static int ends[2];
static sigjmp_buf back;

static void sigaction_checks_its_arguments(void)
{
	struct sigaction action = { .sa_handler = note };
	const int bad[] = { 0, -1, 65, 1000, INT_MIN };

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		EXPECT_ERROR(sigaction(bad[i], &action, NULL), EINVAL);
		EXPECT_ERROR(sigaction(bad[i], NULL, &action), EINVAL);
	}
	EXPECT_ERROR(sigaction(SIGKILL, &action, NULL), EINVAL);
	EXPECT_ERROR(sigaction(SIGSTOP, &action, NULL), EINVAL);
	action.sa_handler = SIG_IGN;
	EXPECT_ERROR(sigaction(SIGKILL, &action, NULL), EINVAL);
	EXPECT_ERROR(syscall(SYS_rt_sigaction, SIGUSR1, NULL, NULL, 4), EINVAL);
	EXPECT_ERROR(syscall(SYS_rt_sigaction, SIGUSR1, 16, NULL, 8), EFAULT);
	EXPECT_ERROR(syscall(SYS_rt_sigaction, SIGUSR1, NULL, 16, 8), EFAULT);
}

static void sigaction_gives_back_what_was_set(void)
{
	struct sigaction action = {
		.sa_handler = note,
		.sa_mask = set_of(SIGHUP, SIGTERM),
		.sa_flags = SA_RESTART | SA_NODEFER,
	};
	struct sigaction old;

	EXPECT_OK(sigaction(SIGUSR1, NULL, &old));
	EXPECT(old.sa_handler == SIG_DFL && old.sa_flags == 0 && old.sa_mask == 0);
	EXPECT_OK(sigaction(SIGUSR1, &action, &old));
	EXPECT(old.sa_handler == SIG_DFL);
	EXPECT_OK(sigaction(SIGUSR1, NULL, &old));
	EXPECT(old.sa_handler == note);
	EXPECT_VALUE(old.sa_flags, SA_RESTART | SA_NODEFER);
	EXPECT_VALUE(old.sa_mask, set_of(SIGHUP, SIGTERM));
	EXPECT(signal(SIGUSR1, SIG_IGN) == note);
	EXPECT(signal(SIGUSR1, SIG_DFL) == SIG_IGN);
	EXPECT(signal(SIGKILL, note) == SIG_ERR);
}

/* QEMU's emulation of Linux keeps them in the mask. */
static void nobody_blocks_kill_and_stop(void)
{
	struct sigaction action = { .sa_handler = note, .sa_mask = ~0ul };

	EXPECT_OK(sigaction(SIGUSR1, &action, &action));
	EXPECT_OK(sigaction(SIGUSR1, NULL, &action));
	EXPECT_VALUE(action.sa_mask, ~set_of(SIGKILL, SIGSTOP));
	block(~0ul);
	EXPECT_VALUE(blocked_now(), ~set_of(SIGKILL, SIGSTOP));
}

static void sigprocmask_checks_its_arguments(void)
{
	sigset_t set = 0;

	EXPECT_ERROR(sigprocmask(3, &set, NULL), EINVAL);
	EXPECT_ERROR(sigprocmask(-1, &set, NULL), EINVAL);
	EXPECT_OK(sigprocmask(77, NULL, &set));
	EXPECT_ERROR(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, NULL, 4), EINVAL);
	EXPECT_ERROR(syscall(SYS_rt_sigprocmask, SIG_BLOCK, 16, NULL, 8), EFAULT);
	EXPECT_ERROR(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, 16, 8), EFAULT);
	EXPECT_ERROR(syscall(SYS_rt_sigpending, &set, 64), EINVAL);
	EXPECT_ERROR(syscall(SYS_rt_sigpending, 16, 8), EFAULT);
	EXPECT_ERROR(syscall(SYS_rt_sigsuspend, &set, 4), EINVAL);
	EXPECT_ERROR(syscall(SYS_rt_sigsuspend, 16, 8), EFAULT);
}

static void masks_add_up(void)
{
	sigset_t set = set_of(SIGUSR1, SIGUSR2), old = 0;

	EXPECT_OK(sigprocmask(SIG_SETMASK, &set, NULL));
	set = set_of(SIGHUP, 0);
	EXPECT_OK(sigprocmask(SIG_BLOCK, &set, &old));
	EXPECT_VALUE(old, set_of(SIGUSR1, SIGUSR2));
	set = set_of(SIGUSR1, SIGTERM);
	EXPECT_OK(sigprocmask(SIG_UNBLOCK, &set, &old));
	EXPECT_VALUE(old, set_of(SIGUSR1, SIGUSR2) | set_of(SIGHUP, 0));
	EXPECT_VALUE(blocked_now(), set_of(SIGUSR2, SIGHUP));
	set = set_of(SIGKILL, SIGSTOP) | set_of(SIGINT, 0);
	EXPECT_OK(sigprocmask(SIG_SETMASK, &set, NULL));
	EXPECT_VALUE(blocked_now(), set_of(SIGINT, 0));
}

static void tkill_and_tgkill_check_their_arguments(void)
{
	pid_t self = getpid();

	EXPECT_ERROR(syscall(SYS_tkill, 0, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_tkill, -1, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_tkill, 999999, 0), ESRCH);
	EXPECT_ERROR(syscall(SYS_tkill, self, 65), EINVAL);
	EXPECT_OK(syscall(SYS_tkill, self, 0));
	EXPECT_ERROR(syscall(SYS_tgkill, 0, self, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_tgkill, self, 0, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_tgkill, getppid(), self, 0), ESRCH);
	EXPECT_OK(syscall(SYS_tgkill, self, self, 0));
	handle_info(SIGUSR1, note_info, 0);
	EXPECT_OK(syscall(SYS_tgkill, self, self, SIGUSR1));
	EXPECT_VALUE(count, 1);
	EXPECT_VALUE(seen.si_code, SI_TKILL);
	EXPECT_VALUE(seen.si_pid, self);
}

/* Handlers. */

static void a_handler_runs_before_kill_returns(void)
{
	handle(SIGUSR1, note, 0, 0);
	for (int i = 1; i <= 100; i++) {
		EXPECT_OK(raise(SIGUSR1));
		EXPECT_VALUE(count, i);
	}
	EXPECT_VALUE(last, SIGUSR1);
}

static void kill_tells_who_sends(void)
{
	handle_info(SIGUSR2, note_info, 0);
	memset(&seen, 0xff, sizeof(seen));
	EXPECT_OK(kill(getpid(), SIGUSR2));
	EXPECT_VALUE(seen.si_signo, SIGUSR2);
	EXPECT_VALUE(seen.si_code, SI_USER);
	EXPECT_VALUE(seen.si_errno, 0);
	EXPECT_VALUE(seen.si_pid, getpid());
	EXPECT_VALUE(seen.si_uid, getuid());
}

static void sigqueue_brings_a_value(void)
{
	union sigval value = { .sival_ptr = (void *)0x123456789abcl };

	handle_info(RT_SIGNAL, note_info, 0);
	EXPECT_OK(sigqueue(getpid(), RT_SIGNAL, value));
	EXPECT_VALUE(seen.si_code, SI_QUEUE);
	EXPECT(seen.si_value.sival_ptr == value.sival_ptr);
	EXPECT_ERROR(sigqueue(999999, RT_SIGNAL, value), ESRCH);
	EXPECT_ERROR(sigqueue(getpid(), 1000, value), EINVAL);
}

static void block_in_handler(int signal)
{
	(void)signal;
	seen_blocked = blocked_now();
}

static void a_handler_blocks_its_signal_and_its_mask(void)
{
	block(set_of(SIGHUP, 0));
	handle(SIGUSR1, block_in_handler, set_of(SIGUSR2, 0), 0);
	raise(SIGUSR1);
	EXPECT_VALUE(seen_blocked, set_of(SIGUSR1, SIGUSR2) | set_of(SIGHUP, 0));
	EXPECT_VALUE(blocked_now(), set_of(SIGHUP, 0));
	handle(SIGUSR1, block_in_handler, 0, SA_NODEFER);
	raise(SIGUSR1);
	EXPECT_VALUE(seen_blocked, set_of(SIGHUP, 0));
}

static void raise_again(int signal)
{
	int depth = count + 1;

	note(signal);
	if (depth < 5)
		raise(signal);
	note(-depth);
	count = depth;
}

static void handlers_nest_with_nodefer(void)
{
	const int nested[] = { 10, 10, 10, 10, 10, -5, -4, -3, -2, -1 };

	handle(SIGUSR1, raise_again, 0, SA_NODEFER);
	raise(SIGUSR1);
	EXPECT_VALUE(order_length, 10);
	for (int i = 0; i < 10; i++)
		EXPECT_VALUE(order[i], nested[i]);
}

static void handlers_follow_each_other_without_it(void)
{
	const int one_by_one[] = { 10, -1, 10, -2, 10, -3 };

	handle(SIGUSR1, raise_again, 0, 0);
	raise(SIGUSR1);
	EXPECT(order_length >= 6);
	for (int i = 0; i < 6; i++)
		EXPECT_VALUE(order[i], one_by_one[i]);
}

static void raise_other(int signal)
{
	note(signal);
	raise(SIGUSR2);
	note(-signal);
}

static void another_signal_comes_in_between(void)
{
	const int nested[] = { SIGUSR1, SIGUSR2, -SIGUSR1 };
	const int after[] = { SIGUSR1, -SIGUSR1, SIGUSR2 };

	handle(SIGUSR2, note, 0, 0);
	handle(SIGUSR1, raise_other, 0, 0);
	raise(SIGUSR1);
	for (int i = 0; i < 3; i++)
		EXPECT_VALUE(order[i], nested[i]);
	order_length = 0;
	handle(SIGUSR1, raise_other, set_of(SIGUSR2, 0), 0);
	raise(SIGUSR1);
	for (int i = 0; i < 3; i++)
		EXPECT_VALUE(order[i], after[i]);
}

static void raise_usr1_twice(void)
{
	handle(SIGUSR1, note, 0, SA_RESETHAND);
	raise(SIGUSR1);
	if (count == 1)
		raise(SIGUSR1);
	_exit(1);
}

static void resethand_is_for_once(void)
{
	EXPECT_SIGNAL(raise_usr1_twice, SIGUSR1);
}

static void blocked_signals_wait(void)
{
	sigset_t pending;

	handle(SIGUSR1, note, 0, 0);
	handle(SIGUSR2, note, 0, 0);
	block(set_of(SIGUSR1, SIGUSR2));
	raise(SIGUSR2);
	raise(SIGUSR1);
	raise(SIGUSR1);
	EXPECT_VALUE(count, 0);
	EXPECT_OK(sigpending(&pending));
	EXPECT_VALUE(pending, set_of(SIGUSR1, SIGUSR2));
	unblock(set_of(SIGUSR1, 0));
	EXPECT_VALUE(count, 1);
	EXPECT_VALUE(last, SIGUSR1);
	EXPECT_OK(sigpending(&pending));
	EXPECT_VALUE(pending, set_of(SIGUSR2, 0));
	unblock(set_of(SIGUSR2, 0));
	EXPECT_VALUE(count, 2);
	EXPECT_VALUE(last, SIGUSR2);
}

static void note_value(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	note(info->si_value.sival_int);
}

static void queued_signals_all_come_in_order(void)
{
	handle_info(RT_SIGNAL, note_value, 0);
	block(set_of(RT_SIGNAL, 0));
	for (int i = 1; i <= 10; i++)
		EXPECT_OK(sigqueue(getpid(), RT_SIGNAL, (union sigval){ .sival_int = i }));
	unblock(set_of(RT_SIGNAL, 0));
	EXPECT_VALUE(count, 10);
	for (int i = 1; i <= 10; i++)
		EXPECT_VALUE(order[i - 1], i);
}

static void a_queue_has_an_end(void)
{
	int sent = 0;

	handle(RT_SIGNAL, note, 0, 0);
	block(set_of(RT_SIGNAL, 0));
	while (sent < 2000 && sigqueue(getpid(), RT_SIGNAL, (union sigval){ 0 }) == 0)
		sent++;
	EXPECT(sent >= 32 && sent < 2000);
	EXPECT_VALUE(errno, EAGAIN);
	EXPECT_OK(raise(RT_SIGNAL));
	unblock(set_of(RT_SIGNAL, 0));
	EXPECT_VALUE(count, sent);
}

static void ignoring_forgets_what_is_pending(void)
{
	sigset_t pending;

	block(set_of(SIGUSR1, SIGCHLD));
	raise(SIGUSR1);
	raise(SIGCHLD);
	EXPECT_OK(sigpending(&pending));
	EXPECT_VALUE(pending, set_of(SIGUSR1, SIGCHLD));
	signal(SIGUSR1, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	EXPECT_OK(sigpending(&pending));
	EXPECT_OK(pending);
	handle(SIGUSR1, note, 0, 0);
	unblock(set_of(SIGUSR1, SIGCHLD));
	EXPECT_VALUE(count, 0);
}

/* Inheritance. */

static void see_what_was_inherited(void)
{
	sigset_t pending;
	struct sigaction action;

	EXPECT_OK(sigpending(&pending));
	EXPECT_OK(pending);
	EXPECT_VALUE(blocked_now(), set_of(SIGUSR1, 0));
	EXPECT_OK(sigaction(SIGUSR2, NULL, &action));
	EXPECT(action.sa_handler == note && action.sa_flags == SA_RESTART);
	EXPECT_OK(sigaction(SIGHUP, NULL, &action));
	EXPECT(action.sa_handler == SIG_IGN);
	EXPECT_OK(raise(SIGUSR2));
	EXPECT_VALUE(count, 1);
}

static void fork_inherits_all_but_what_is_pending(void)
{
	block(set_of(SIGUSR1, 0));
	handle(SIGUSR2, note, 0, SA_RESTART);
	signal(SIGHUP, SIG_IGN);
	raise(SIGUSR1);
	join(start(see_what_was_inherited));
	EXPECT_VALUE(count, 0);
	signal(SIGUSR1, SIG_IGN);
}

static void exec_with_signals(void)
{
	block(set_of(SIGTERM, SIGUSR1));
	raise(SIGUSR1);
	handle(SIGUSR2, note, 0, SA_RESTART);
	signal(SIGHUP, SIG_IGN);
	execl("/bin/sh", "sh", "-c",
	      "kill -HUP $$; kill -TERM $$; echo still > a; kill -USR2 $$; echo not > b", NULL);
	_exit(99);
}

static void exec_keeps_what_is_ignored_and_blocked(void)
{
	EXPECT_SIGNAL(exec_with_signals, SIGUSR2);
	EXPECT(file_holds("a", "still\n"));
	EXPECT_VALUE(file_size("b"), -1);
}

static void exec_with_pending_signal(void)
{
	block(set_of(SIGTERM, 0));
	raise(SIGTERM);
	execl(self_path, "again", "0", NULL);
	_exit(99);
}

static void exec_keeps_what_is_pending(void)
{
	EXPECT_VALUE(status_of(exec_with_pending_signal), 0);
}

/* Pipes and SIGPIPE. */

static void sigpipe_can_be_caught_and_ignored(void)
{
	EXPECT_OK(pipe(ends));
	close(ends[0]);
	handle_info(SIGPIPE, note_info, 0);
	EXPECT_ERROR(write(ends[1], "x", 1), EPIPE);
	EXPECT_VALUE(count, 1);
	EXPECT_VALUE(seen.si_pid, getpid());
	signal(SIGPIPE, SIG_IGN);
	EXPECT_ERROR(write(ends[1], "x", 1), EPIPE);
	EXPECT_VALUE(count, 1);
}

static void leave_by_abort_handler(int signal)
{
	(void)signal;
	siglongjmp(back, 1);
}

static void abort_in_every_way(void)
{
	signal(SIGABRT, SIG_IGN);
	block(set_of(SIGABRT, 0));
	abort();
}

static void abort_after_a_handler(void)
{
	handle(SIGABRT, note, 0, 0);
	abort();
}

static void abort_cannot_be_prevented(void)
{
	EXPECT_SIGNAL(abort_in_every_way, SIGABRT);
	EXPECT_SIGNAL(abort_after_a_handler, SIGABRT);
	handle(SIGABRT, leave_by_abort_handler, 0, 0);
	if (sigsetjmp(back, 1) == 0)
		abort();
}

static void sets_of_signals_work(void)
{
	sigset_t set;

	EXPECT_OK(sigemptyset(&set));
	EXPECT_OK(sigaddset(&set, SIGUSR1));
	EXPECT_VALUE(sigismember(&set, SIGUSR1), 1);
	EXPECT_OK(sigismember(&set, SIGUSR2));
	EXPECT_OK(sigfillset(&set));
	EXPECT_OK(sigdelset(&set, SIGUSR1));
	EXPECT_OK(sigismember(&set, SIGUSR1));
	EXPECT_ERROR(sigaddset(&set, 0), EINVAL);
	EXPECT_ERROR(sigdelset(&set, 65), EINVAL);
	EXPECT_ERROR(sigismember(&set, -1), EINVAL);
	EXPECT_VALUE(sigismember(&set, 64), 1);
}

/* Storms. */

#define STORM_WORKERS 4
#define STORM_SIGNALS 300

static void storm(void)
{
	pid_t parent = getppid();

	for (int i = 0; i < STORM_SIGNALS; i++) {
		EXPECT_OK(kill(parent, SIGUSR1));
		EXPECT_OK(sigqueue(parent, RT_SIGNAL, (union sigval){ .sival_int = i }) < 0 &&
			  errno != EAGAIN);
	}
}

/*
 * Everything at once: signals from all sides, calls that wait, memory that is copied. Without
 * SA_NODEFER, with which as many frames as there are signals can pile up where several harts send
 * faster than one handles, more than a stack has room for.
 */
static void a_storm_of_signals_loses_nothing(void)
{
	pid_t workers[STORM_WORKERS];
	char *pages = fresh_pages(8);
	int left = STORM_WORKERS, status;
	unsigned long sum = 0;

	handle(SIGUSR1, note, 0, SA_RESTART);
	handle(RT_SIGNAL, note, 0, SA_RESTART);
	EXPECT_OK(pipe(ends));
	for (int i = 0; i < STORM_WORKERS; i++)
		workers[i] = start(storm);
	while (left > 0) {
		memset(pages, left, 8 * PAGE);
		EXPECT_VALUE(write(ends[1], pages, 1000), 1000);
		EXPECT_VALUE(read(ends[0], pages, 1000), 1000);
		sum += (unsigned char)pages[999];
		if (waitpid(-1, &status, WNOHANG) > 0) {
			EXPECT_OK(status);
			left--;
		}
	}
	EXPECT(sum > 0 && workers[0] > 0);
	EXPECT(count > STORM_WORKERS);
	signal(SIGUSR1, SIG_IGN);
}

static void bounce(int signal, siginfo_t *info, void *context)
{
	(void)context;
	note(signal);
	kill(info->si_pid, SIGUSR1);
}

static void bounce_until_killed(void)
{
	kill(getppid(), SIGUSR1);
	for (;;)
		pause();
}

static void two_processes_bounce_a_signal(void)
{
	sigset_t none = 0;
	pid_t child;

	handle_info(SIGUSR1, bounce, 0);
	child = start(bounce_until_killed);
	block(set_of(SIGUSR1, 0));
	while (count < 200)
		sigsuspend(&none);
	signal(SIGUSR1, SIG_IGN);
	end(child);
}

/* Forking while signals come: the child begins with none pending, and both go on. */
static void forks_in_a_storm(void)
{
	pid_t child;

	handle(SIGUSR1, note, 0, SA_RESTART);
	handle(RT_SIGNAL, note, 0, SA_RESTART);
	child = start(storm);
	for (int i = 0; i < 40; i++) {
		pid_t other = fork();
		int status;

		if (other == 0)
			_exit(7);
		EXPECT(other > 0);
		EXPECT_VALUE(waitpid(other, &status, 0), other);
		EXPECT_VALUE(status, 7 << 8);
	}
	join(child);
	signal(SIGUSR1, SIG_IGN);
}

#define BOTH(name)                                                                                 \
	{                                                                                          \
#name, TEST_LINUX, name                                                            \
	}

const struct test signal_tests[] = {
	BOTH(sigaction_checks_its_arguments),
	BOTH(sigaction_gives_back_what_was_set),
	{ "nobody_blocks_kill_and_stop", 0, nobody_blocks_kill_and_stop },
	BOTH(sigprocmask_checks_its_arguments),
	BOTH(masks_add_up),
	BOTH(tkill_and_tgkill_check_their_arguments),
	BOTH(a_handler_runs_before_kill_returns),
	BOTH(kill_tells_who_sends),
	BOTH(sigqueue_brings_a_value),
	BOTH(a_handler_blocks_its_signal_and_its_mask),
	BOTH(handlers_nest_with_nodefer),
	BOTH(handlers_follow_each_other_without_it),
	BOTH(another_signal_comes_in_between),
	BOTH(resethand_is_for_once),
	BOTH(blocked_signals_wait),
	BOTH(queued_signals_all_come_in_order),
	{ "a_queue_has_an_end", 0, a_queue_has_an_end },
	BOTH(ignoring_forgets_what_is_pending),
	BOTH(fork_inherits_all_but_what_is_pending),
	{ "exec_keeps_what_is_ignored_and_blocked", TEST_LINUX | TEST_NATIVE,
	  exec_keeps_what_is_ignored_and_blocked },
	{ "exec_keeps_what_is_pending", TEST_LINUX | TEST_NATIVE, exec_keeps_what_is_pending },
	BOTH(sigpipe_can_be_caught_and_ignored),
	BOTH(abort_cannot_be_prevented),
	BOTH(sets_of_signals_work),
	BOTH(a_storm_of_signals_loses_nothing),
	BOTH(two_processes_bounce_a_signal),
	BOTH(forks_in_a_storm),
	{ NULL, 0, NULL },
};
