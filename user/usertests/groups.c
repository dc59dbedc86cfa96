/* Stopping and continuing, what parents hear of it, process groups and sessions. */
#include "signals.h"

#include <time.h>

static int ends[2];

static void exit_with_seven(void)
{
	_exit(7);
}

/* Wait for the child's next change, which has to be this one. */
static void expect_change(pid_t child, int expected)
{
	int status = -1;

	EXPECT_VALUE(waitpid(child, &status, WUNTRACED | WCONTINUED), child);
	EXPECT_VALUE(status, expected);
}

#define STOPPED(signal) ((signal) << 8 | 0x7f)
#define CONTINUED	0xffff

static void stops_are_reported_once(void)
{
	pid_t child = start(sleep_for_long);
	int status;

	EXPECT_OK(kill(child, SIGSTOP));
	expect_change(child, STOPPED(SIGSTOP));
	EXPECT_OK(waitpid(child, &status, WUNTRACED | WNOHANG));
	EXPECT_OK(kill(child, SIGCONT));
	expect_change(child, CONTINUED);
	EXPECT_OK(waitpid(child, &status, WCONTINUED | WNOHANG));
	EXPECT_OK(kill(child, SIGSTOP));
	expect_change(child, STOPPED(SIGSTOP));
	end(child);
}

static void stops_are_reported_to_who_asks(void)
{
	pid_t child = start(sleep_for_long);
	int status;

	EXPECT_OK(kill(child, SIGSTOP));
	for (int i = 0; i < 5; i++) {
		EXPECT_OK(waitpid(child, &status, WNOHANG));
		pause_ms(5);
	}
	expect_change(child, STOPPED(SIGSTOP));
	EXPECT_OK(kill(child, SIGCONT));
	EXPECT_OK(waitpid(child, &status, WNOHANG | WUNTRACED));
	end(child);
}

static void count_in_a_pipe(void)
{
	for (;;) {
		EXPECT_VALUE(write(ends[1], "x", 1), 1);
		pause_ms(2);
	}
}

static void drain(void)
{
	char bytes[512];

	while (read(ends[0], bytes, sizeof(bytes)) > 0)
		continue;
}

static void what_is_stopped_does_nothing(void)
{
	pid_t child;
	int status;
	char byte;

	EXPECT_OK(pipe(ends));
	EXPECT_OK(fcntl(ends[0], F_SETFL, O_NONBLOCK));
	child = start(count_in_a_pipe);
	EXPECT_OK(kill(child, SIGSTOP));
	expect_change(child, STOPPED(SIGSTOP));
	drain();
	pause_ms(50);
	EXPECT_ERROR(read(ends[0], &byte, 1), EAGAIN);
	EXPECT_OK(kill(child, SIGUSR1)); /* kept until it goes on, which it would end */
	pause_ms(20);
	EXPECT_ERROR(read(ends[0], &byte, 1), EAGAIN);
	EXPECT_OK(fcntl(ends[0], F_SETFL, 0));
	EXPECT_OK(kill(child, SIGCONT));
	EXPECT_VALUE(waitpid(child, &status, 0), child);
	EXPECT_VALUE(status, SIGUSR1);
}

static void read_through_a_stop(void)
{
	char byte;

	EXPECT_VALUE(read(ends[0], &byte, 1), 1);
	EXPECT_VALUE(byte, 'y');
}

static void sleep_through_a_stop(void)
{
	struct timespec time = { .tv_sec = 1000 }, left;

	handle_info(SIGUSR1, note_info, 0);
	EXPECT_VALUE(write(ends[1], "r", 1), 1);
	EXPECT_ERROR(nanosleep(&time, &left), EINTR);
	EXPECT(count > 0);
	EXPECT(left.tv_sec > 0 && left.tv_sec < 1000);
}

static void stop_some_times(pid_t child)
{
	for (int i = 0; i < 3; i++) {
		pause_ms(10);
		EXPECT_OK(kill(child, SIGSTOP));
		expect_change(child, STOPPED(SIGSTOP));
		EXPECT_OK(kill(child, SIGCONT));
		expect_change(child, CONTINUED);
	}
}

/* Stopping and going on leave a call that waits as it was. */
static void calls_go_on_after_a_stop(void)
{
	pid_t child;
	int status;
	char byte;

	EXPECT_OK(pipe(ends));
	child = start(read_through_a_stop);
	stop_some_times(child);
	EXPECT_VALUE(write(ends[1], "y", 1), 1);
	join(child);
	child = start(sleep_through_a_stop);
	EXPECT_VALUE(read(ends[0], &byte, 1), 1);
	stop_some_times(child);
	do {
		EXPECT_OK(kill(child, SIGUSR1)); /* the first may come before it sleeps */
		pause_ms(5);
	} while (waitpid(child, &status, WNOHANG) == 0);
	EXPECT_OK(status);
}

static void in_a_group_of_its_own(void)
{
	EXPECT_OK(setpgid(0, 0));
	sleep_for_long();
}

static pid_t start_in_group(void)
{
	pid_t child = start(in_a_group_of_its_own);

	EXPECT_OK(setpgid(child, child));
	return child;
}

static void keys_stop_who_has_a_guard(void)
{
	const int signals[] = { SIGTSTP, SIGTTIN, SIGTTOU };
	pid_t child = start_in_group();

	for (size_t i = 0; i < ARRAY_LENGTH(signals); i++) {
		EXPECT_OK(kill(child, signals[i]));
		expect_change(child, STOPPED(signals[i]));
		EXPECT_OK(kill(child, SIGCONT));
		expect_change(child, CONTINUED);
	}
	end(child);
}

static void orphan_body(void)
{
	EXPECT(setsid() > 0);
	EXPECT_OK(kill(getpid(), SIGTSTP));
	EXPECT_OK(kill(getpid(), SIGTTIN));
}

/* In a session of its own nobody could continue it. */
static void keys_do_not_stop_orphans(void)
{
	join(start(orphan_body));
}

static void stop_and_continue_cancel_each_other(void)
{
	sigset_t pending;

	handle_info(SIGCONT, note_info, 0);
	block(set_of(SIGCONT, 0));
	block(set_of(SIGTSTP, 0));
	EXPECT_OK(raise(SIGTSTP));
	EXPECT_OK(raise(SIGCONT));
	EXPECT_OK(sigpending(&pending));
	EXPECT_VALUE(pending, ABI_SIGMASK(SIGCONT));
	EXPECT_OK(raise(SIGTSTP));
	EXPECT_OK(sigpending(&pending));
	EXPECT_VALUE(pending, ABI_SIGMASK(SIGTSTP));
	EXPECT_OK(raise(SIGCONT));
	EXPECT_OK(sigpending(&pending));
	EXPECT_VALUE(pending, ABI_SIGMASK(SIGCONT));
}

static void end_by_handler(int signal)
{
	_exit(signal);
}

static void wait_for_cont(void)
{
	signal(SIGCONT, end_by_handler);
	EXPECT_VALUE(write(ends[1], "r", 1), 1);
	sleep_for_long();
}

static void continuing_runs_the_handler(void)
{
	pid_t child;
	int status;
	char byte;

	EXPECT_OK(pipe(ends));
	child = start(wait_for_cont);
	EXPECT_VALUE(read(ends[0], &byte, 1), 1);
	EXPECT_OK(kill(child, SIGSTOP));
	expect_change(child, STOPPED(SIGSTOP));
	EXPECT_OK(kill(child, SIGCONT));
	EXPECT_VALUE(waitpid(child, &status, 0), child);
	EXPECT_VALUE(status, SIGCONT << 8);
}

/* SIGCHLD. */

static void sigchld_tells_what_happened(void)
{
	sigset_t none = 0;
	pid_t child;

	handle_info(SIGCHLD, note_info, 0);
	block(set_of(SIGCHLD, 0));
	child = start(exit_with_seven);
	EXPECT_ERROR(sigsuspend(&none), EINTR);
	EXPECT_VALUE(seen.si_signo, SIGCHLD);
	EXPECT_VALUE(seen.si_code, CLD_EXITED);
	EXPECT_VALUE(seen.si_pid, child);
	EXPECT_VALUE(seen.si_status, 7);
	EXPECT_VALUE(waitpid(child, NULL, 0), child);
	child = start(sleep_for_long);
	EXPECT_OK(kill(child, SIGSTOP));
	EXPECT_ERROR(sigsuspend(&none), EINTR);
	EXPECT_VALUE(seen.si_code, CLD_STOPPED);
	EXPECT_VALUE(seen.si_status, SIGSTOP);
	EXPECT_OK(kill(child, SIGCONT));
	EXPECT_ERROR(sigsuspend(&none), EINTR);
	EXPECT_VALUE(seen.si_code, CLD_CONTINUED);
	EXPECT_VALUE(seen.si_status, SIGCONT);
	EXPECT_OK(kill(child, SIGKILL));
	EXPECT_ERROR(sigsuspend(&none), EINTR);
	EXPECT_VALUE(seen.si_code, CLD_KILLED);
	EXPECT_VALUE(seen.si_status, SIGKILL);
	EXPECT_VALUE(waitpid(child, NULL, 0), child);
	EXPECT_VALUE(count, 4);
}

/* This one and SA_NOCLDWAIT are not passed on by QEMU's emulation of Linux. */
static void nocldstop_hears_of_ends_only(void)
{
	sigset_t none = 0;
	pid_t child;

	handle_info(SIGCHLD, note_info, SA_NOCLDSTOP);
	child = start(sleep_for_long);
	EXPECT_OK(kill(child, SIGSTOP));
	expect_change(child, STOPPED(SIGSTOP));
	EXPECT_OK(kill(child, SIGCONT));
	expect_change(child, CONTINUED);
	EXPECT_VALUE(count, 0);
	block(set_of(SIGCHLD, 0));
	EXPECT_OK(kill(child, SIGKILL));
	EXPECT_ERROR(sigsuspend(&none), EINTR);
	EXPECT_VALUE(count, 1);
	EXPECT_VALUE(waitpid(child, NULL, 0), child);
}

/* The wait lasts until all have ended, and then there is none. */
static void ignored_children_leave_no_zombies(void)
{
	signal(SIGCHLD, SIG_IGN);
	for (int i = 0; i < 10; i++)
		start(exit_with_seven);
	EXPECT_ERROR(wait(NULL), ECHILD);
}

static void nocldwait_leaves_no_zombies(void)
{
	sigset_t none = 0;

	handle_info(SIGCHLD, note_info, SA_NOCLDWAIT);
	block(set_of(SIGCHLD, 0));
	start(exit_with_seven);
	EXPECT_ERROR(sigsuspend(&none), EINTR);
	EXPECT_VALUE(seen.si_status, 7);
	EXPECT_ERROR(wait(NULL), ECHILD);
}

/* A child may end at any moment of its parent's wait, whose handler waits as well. */
static void collect(int signal)
{
	int saved = errno;

	(void)signal;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		count++;
	errno = saved;
}

static void waits_and_handlers_lose_no_child(void)
{
	struct sigaction action = { .sa_handler = collect, .sa_flags = SA_RESTART };

	EXPECT_OK(sigaction(SIGCHLD, &action, NULL));
	for (int i = 0; i < 30; i++) {
		start(exit_with_seven);
		start(exit_with_seven);
		while (wait(NULL) > 0)
			count++;
		EXPECT_VALUE(errno, ECHILD);
	}
	EXPECT_VALUE(count, 60);
}

/* Process groups. */

static void groups_are_inherited(void)
{
	EXPECT_VALUE(getpgrp(), getpgid(getppid()));
	EXPECT_VALUE(getsid(0), getsid(getppid()));
	EXPECT_VALUE(getpgid(0), getpgrp());
	EXPECT_OK(setpgid(0, 0));
	EXPECT_VALUE(getpgrp(), getpid());
	EXPECT(getpgrp() != getpgid(getppid()));
}

static void children_are_in_their_parents_group(void)
{
	join(start(groups_are_inherited));
	EXPECT_ERROR(getpgid(999999), ESRCH);
	EXPECT_ERROR(getsid(999999), ESRCH);
	EXPECT_ERROR(getpgid(-1), ESRCH);
}

static void setpgid_checks_its_arguments(void)
{
	pid_t child = start_in_group(), other = start(sleep_for_long);

	EXPECT_ERROR(setpgid(0, -1), EINVAL);
	EXPECT_ERROR(setpgid(getppid(), 0), ESRCH);
	EXPECT_ERROR(setpgid(999999, 0), ESRCH);
	EXPECT_ERROR(setpgid(0, 999999), EPERM);
	EXPECT_OK(setpgid(other, child));
	EXPECT_VALUE(getpgid(other), child);
	EXPECT_ERROR(setpgid(other, 1), EPERM);
	EXPECT_OK(setpgid(other, 0));
	EXPECT_VALUE(getpgid(other), other);
	end(child);
	end(other);
}

static void begin_a_session(void)
{
	EXPECT_VALUE(setsid(), getpid());
	EXPECT_VALUE(getsid(0), getpid());
	EXPECT_VALUE(getpgrp(), getpid());
	EXPECT_ERROR(setsid(), EPERM);
	EXPECT_ERROR(setpgid(0, 0), EPERM);
	EXPECT_ERROR(setpgid(0, getpgid(getppid())), EPERM);
}

static void sessions_begin_with_a_group(void)
{
	pid_t child = start(begin_a_session);

	join(child);
	EXPECT(getsid(0) != child);
}

static void signal_own_group(void)
{
	pid_t child;
	int status;

	EXPECT_OK(setpgid(0, 0));
	EXPECT_VALUE(getpgrp(), getpid());
	signal(SIGUSR1, SIG_IGN);
	child = fork();
	if (child == 0) {
		signal(SIGUSR1, SIG_DFL);
		kill(0, SIGUSR1);
		sleep_for_long();
	}
	EXPECT_VALUE(waitpid(0, &status, 0), child);
	EXPECT_VALUE(status, SIGUSR1);
	EXPECT_ERROR(waitpid(0, NULL, 0), ECHILD);
}

static void groups_are_signalled_as_a_whole(void)
{
	pid_t first = start_in_group(), second = start(sleep_for_long);
	int status;

	EXPECT_OK(setpgid(second, first));
	EXPECT_OK(kill(-first, 0));
	EXPECT_OK(killpg(first, SIGTERM));
	EXPECT(waitpid(-first, &status, 0) > 0);
	EXPECT_VALUE(status, SIGTERM);
	EXPECT(waitpid(-first, &status, 0) > 0);
	EXPECT_VALUE(status, SIGTERM);
	EXPECT_ERROR(waitpid(-first, &status, 0), ECHILD);
	EXPECT_ERROR(kill(-first, 0), ESRCH);
	EXPECT_ERROR(kill(-first, SIGTERM), ESRCH);
	join(start(signal_own_group));
}

static void kill_means_what_its_pid_says(void)
{
	EXPECT_ERROR(kill(-999999, SIGTERM), ESRCH);
	EXPECT_ERROR(kill(INT_MIN, SIGTERM), ESRCH);
	EXPECT_ERROR(waitpid(INT_MIN, NULL, 0), ESRCH);
	EXPECT_OK(kill(-1, 0));
	EXPECT_OK(kill(0, 0));
	EXPECT_ERROR(kill(0, 65), EINVAL);
}

/* init does not hear what others send it, but for what it wants to hear; the sender is left out. */
static void everybody_but_init_and_oneself(void)
{
	handle_info(SIGURG, note_info, 0);
	EXPECT_OK(kill(-1, SIGURG));
	EXPECT_VALUE(count, 0);
	EXPECT_OK(kill(1, SIGSTOP));
	EXPECT_OK(kill(1, SIGTERM));
	join(start(begin_a_session)); /* init is not stopped: it still collects */
}

static void wait_for_hangup(void)
{
	sigset_t none = 0;

	handle_info(SIGHUP, note_info, 0);
	handle_info(SIGCONT, note_info, 0);
	block(set_of(SIGHUP, 0));
	block(set_of(SIGCONT, 0));
	EXPECT_OK(setpgid(0, 0));
	EXPECT_VALUE(write(ends[1], "r", 1), 1);
	while (count < 2)
		sigsuspend(&none);
	EXPECT_VALUE(write(ends[1], "h", 1), 1);
}

static void leave_a_stopped_child(void)
{
	pid_t child = start(wait_for_hangup);
	char byte;

	EXPECT_VALUE(read(ends[0], &byte, 1), 1);
	EXPECT_OK(kill(child, SIGSTOP));
	expect_change(child, STOPPED(SIGSTOP));
}

/* A stopped group that nobody can continue any more is told to hang up and continued. */
static void orphaned_groups_are_woken(void)
{
	char byte = 0;

	EXPECT_OK(pipe(ends));
	join(start(leave_a_stopped_child));
	close(ends[1]);
	EXPECT_VALUE(read(ends[0], &byte, 1), 1);
	EXPECT_VALUE(byte, 'h');
}

static void execed_child(void)
{
	execl("/bin/sleep", "sleep", "1000", NULL);
	_exit(99);
}

static void a_child_that_has_execed_is_not_moved(void)
{
	pid_t child = start(execed_child);

	for (int i = 0; i < 500 && setpgid(child, 0) == 0; i++)
		pause_ms(10);
	EXPECT_VALUE(errno, EACCES);
	end(child);
}

/* Many stops and continues from several sides: at the end everybody still runs. */
static void stop_and_continue(void)
{
	for (int i = 0; i < 50; i++) {
		EXPECT_OK(kill(getppid(), 0));
		EXPECT_OK(kill(0, SIGCONT));
	}
}

static void a_storm_of_stops(void)
{
	pid_t victim, workers[3];
	char byte;

	EXPECT_OK(pipe(ends));
	EXPECT_OK(setpgid(0, 0));
	victim = start(count_in_a_pipe);
	for (size_t i = 0; i < ARRAY_LENGTH(workers); i++)
		workers[i] = start(stop_and_continue);
	for (int i = 0; i < 100; i++)
		EXPECT_OK(kill(victim, SIGSTOP));
	for (size_t i = 0; i < ARRAY_LENGTH(workers); i++)
		join(workers[i]);
	EXPECT_OK(kill(victim, SIGCONT));
	for (int i = 0; i < 60; i++)
		EXPECT_VALUE(read(ends[0], &byte, 1), 1);
	end(victim);
}

#define BOTH(name)                                                                                 \
	{                                                                                          \
#name, TEST_LINUX, name                                                            \
	}

const struct test group_tests[] = {
	BOTH(stops_are_reported_once),
	BOTH(stops_are_reported_to_who_asks),
	BOTH(what_is_stopped_does_nothing),
	BOTH(calls_go_on_after_a_stop),
	BOTH(keys_stop_who_has_a_guard),
	BOTH(keys_do_not_stop_orphans),
	BOTH(stop_and_continue_cancel_each_other),
	BOTH(continuing_runs_the_handler),
	BOTH(sigchld_tells_what_happened),
	{ "nocldstop_hears_of_ends_only", 0, nocldstop_hears_of_ends_only },
	BOTH(ignored_children_leave_no_zombies),
	{ "nocldwait_leaves_no_zombies", 0, nocldwait_leaves_no_zombies },
	BOTH(waits_and_handlers_lose_no_child),
	BOTH(children_are_in_their_parents_group),
	BOTH(setpgid_checks_its_arguments),
	BOTH(sessions_begin_with_a_group),
	BOTH(groups_are_signalled_as_a_whole),
	BOTH(kill_means_what_its_pid_says),
	{ "everybody_but_init_and_oneself", 0, everybody_but_init_and_oneself },
	BOTH(orphaned_groups_are_woken),
	{ "a_child_that_has_execed_is_not_moved", TEST_LINUX | TEST_NATIVE,
	  a_child_that_has_execed_is_not_moved },
	BOTH(a_storm_of_stops),
	{ NULL, 0, NULL },
};
