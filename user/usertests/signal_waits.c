/* Calls that signals interrupt, calls that wait for signals, and timers that send them. */
#include "signals.h"

#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

static int ends[2];

static void send_usr1_later(void)
{
	for (;;) {
		pause_ms(20);
		kill(getppid(), SIGUSR1);
	}
}

/* Until the child is stopped SIGUSR1 keeps coming: whenever the call begins, one comes later. */
static pid_t keep_sending(void)
{
	return start(send_usr1_later);
}

static void reads_end_with_eintr(void)
{
	pid_t child;
	char byte;

	handle(SIGUSR1, note, 0, 0);
	EXPECT_OK(pipe(ends));
	child = keep_sending();
	EXPECT_ERROR(read(ends[0], &byte, 1), EINTR);
	end(child);
	EXPECT(count > 0);
}

static void write_at_the_fifth(int signal)
{
	note(signal);
	if (count == 5)
		EXPECT_VALUE(write(ends[1], "x", 1), 1);
}

static void reads_are_restarted(void)
{
	pid_t child;
	char byte = 0;

	handle(SIGUSR1, write_at_the_fifth, 0, SA_RESTART);
	EXPECT_OK(pipe(ends));
	child = keep_sending();
	EXPECT_VALUE(read(ends[0], &byte, 1), 1);
	EXPECT_VALUE(byte, 'x');
	EXPECT(count >= 5);
	end(child);
}

static void writes_end_with_what_was_written(void)
{
	static char bytes[300000];
	pid_t child;
	long written;

	handle(SIGUSR1, note, 0, 0);
	EXPECT_OK(pipe(ends));
	child = keep_sending();
	written = write(ends[1], bytes, sizeof(bytes));
	EXPECT(written > 0 && written < (long)sizeof(bytes));
	EXPECT_ERROR(write(ends[1], bytes, sizeof(bytes)), EINTR);
	end(child);
}

static void waits_end_with_eintr(void)
{
	pid_t sleeper = start(sleep_for_long), child;
	int status;

	handle(SIGUSR1, note, 0, 0);
	child = keep_sending();
	EXPECT_ERROR(waitpid(sleeper, &status, 0), EINTR);
	end(child);
	end(sleeper);
}

static pid_t victim;

static void kill_at_the_third(int signal)
{
	note(signal);
	if (count == 3)
		kill(victim, SIGKILL);
}

static void waits_are_restarted(void)
{
	pid_t child;
	int status;

	victim = start(sleep_for_long);
	handle(SIGUSR1, kill_at_the_third, 0, SA_RESTART);
	child = keep_sending();
	EXPECT_VALUE(waitpid(victim, &status, 0), victim);
	EXPECT_VALUE(WTERMSIG(status), SIGKILL);
	EXPECT(count >= 3);
	end(child);
}

/* Not even with SA_RESTART. */
static void sleeps_end_with_what_is_left(void)
{
	struct timespec time = { .tv_sec = 1000 }, left = { 0 };
	pid_t child;

	handle(SIGUSR1, note, 0, SA_RESTART);
	child = keep_sending();
	EXPECT_ERROR(nanosleep(&time, &left), EINTR);
	EXPECT(left.tv_sec >= 900 && left.tv_sec < 1000);
	EXPECT(left.tv_nsec >= 0 && left.tv_nsec < 1000000000);
	EXPECT_VALUE(clock_nanosleep(CLOCK_MONOTONIC, 0, &time, &left), EINTR);
	EXPECT(left.tv_sec >= 900 && left.tv_sec < 1000);
	EXPECT(sleep(1000) >= 900);
	end(child);
}

/* A signal that is ignored, or blocked, ends nothing. */
static void signals_without_handler_interrupt_nothing(void)
{
	long begin = now_ms();
	pid_t child;

	signal(SIGUSR1, SIG_IGN);
	child = keep_sending();
	pause_ms(150);
	EXPECT(now_ms() - begin >= 150);
	handle(SIGUSR1, note, 0, 0);
	block(set_of(SIGUSR1, 0));
	begin = now_ms();
	pause_ms(150);
	EXPECT(now_ms() - begin >= 150);
	EXPECT_VALUE(count, 0);
	end(child);
}

/* Waiting for signals. */

static void sigsuspend_waits_with_another_mask(void)
{
	sigset_t none = 0;

	handle_info(SIGUSR1, note_info, 0);
	block(set_of(SIGUSR1, SIGHUP));
	raise(SIGUSR1);
	EXPECT_VALUE(count, 0);
	EXPECT_ERROR(sigsuspend(&none), EINTR);
	EXPECT_VALUE(count, 1);
	EXPECT_VALUE(seen_blocked, set_of(SIGUSR1, 0));
	EXPECT_VALUE(blocked_now(), set_of(SIGUSR1, SIGHUP));
}

static void pause_waits_for_a_handler(void)
{
	pid_t child;

	handle(SIGUSR1, note, 0, SA_RESTART);
	child = keep_sending();
	EXPECT_ERROR(pause(), EINTR);
	EXPECT(count > 0);
	end(child);
}

static void send_usr2_to_parent(void)
{
	sigqueue(getppid(), SIGUSR2, (union sigval){ .sival_int = 55 });
}

static void sigtimedwait_takes_signals(void)
{
	sigset_t set = set_of(SIGUSR1, SIGUSR2);
	struct timespec soon = { .tv_nsec = 20000000 }, bad = { .tv_nsec = -1 };
	siginfo_t info;

	block(set);
	EXPECT_ERROR(sigtimedwait(&set, &info, &(struct timespec){ 0 }), EAGAIN);
	EXPECT_ERROR(sigtimedwait(&set, &info, &soon), EAGAIN);
	EXPECT_ERROR(sigtimedwait(&set, &info, &bad), EINVAL);
	raise(SIGUSR1);
	EXPECT_VALUE(sigtimedwait(&set, &info, NULL), SIGUSR1);
	EXPECT_VALUE(info.si_pid, getpid());
	victim = start(send_usr2_to_parent);
	EXPECT_VALUE(sigwaitinfo(&set, &info), SIGUSR2);
	EXPECT_VALUE(info.si_value.sival_int, 55);
	EXPECT_VALUE(info.si_pid, victim);
	join(victim);
	EXPECT_VALUE(blocked_now(), set);
}

static void sigtimedwait_is_interrupted_by_others(void)
{
	sigset_t set = set_of(SIGUSR2, 0);
	pid_t child;

	block(set);
	handle(SIGUSR1, note, 0, SA_RESTART);
	child = keep_sending();
	EXPECT_ERROR(sigtimedwait(&set, NULL, NULL), EINTR);
	end(child);
	EXPECT(count > 0);
}

/* Timers. */

static void set_timer(long microseconds, long interval)
{
	const struct itimerval timer = {
		.it_value = { microseconds / 1000000, microseconds % 1000000 },
		.it_interval = { interval / 1000000, interval % 1000000 },
	};

	EXPECT_OK(setitimer(ITIMER_REAL, &timer, NULL));
}

static void setitimer_checks_its_arguments(void)
{
	struct itimerval timer = { .it_value = { .tv_usec = 1000000 } };

	EXPECT_ERROR(setitimer(ITIMER_REAL, &timer, NULL), EINVAL);
	timer.it_value.tv_usec = -1;
	EXPECT_ERROR(setitimer(ITIMER_REAL, &timer, NULL), EINVAL);
	timer.it_value = (struct timeval){ .tv_sec = -1 };
	EXPECT_ERROR(setitimer(ITIMER_REAL, &timer, NULL), EINVAL);
	EXPECT_ERROR(setitimer(9, &(struct itimerval){ 0 }, NULL), EINVAL);
	EXPECT_ERROR(getitimer(9, &timer), EINVAL);
	EXPECT_ERROR(syscall(SYS_setitimer, ITIMER_REAL, 16, NULL), EFAULT);
	EXPECT_ERROR(syscall(SYS_getitimer, ITIMER_REAL, 16), EFAULT);
}

static void timers_tell_what_is_left(void)
{
	struct itimerval timer = { { 7, 0 }, { 500, 0 } }, old;

	EXPECT_OK(getitimer(ITIMER_REAL, &old));
	EXPECT(old.it_value.tv_sec == 0 && old.it_value.tv_usec == 0);
	EXPECT_OK(setitimer(ITIMER_REAL, &timer, &old));
	EXPECT_OK(getitimer(ITIMER_REAL, &old));
	EXPECT(old.it_value.tv_sec >= 400 && old.it_value.tv_sec <= 500);
	EXPECT_VALUE(old.it_interval.tv_sec, 7);
	EXPECT(alarm(100) >= 400);
	EXPECT(alarm(0) >= 50);
	EXPECT_VALUE(alarm(0), 0);
}

static void an_alarm_comes_once(void)
{
	sigset_t none = 0;

	handle(SIGALRM, note, 0, 0);
	block(set_of(SIGALRM, 0));
	set_timer(20000, 0);
	EXPECT_ERROR(sigsuspend(&none), EINTR);
	EXPECT_VALUE(count, 1);
	unblock(set_of(SIGALRM, 0));
	pause_ms(60);
	EXPECT_VALUE(count, 1);
}

static void an_interval_comes_again_and_again(void)
{
	sigset_t none = 0;
	long begin = now_ms();

	handle(SIGALRM, note, 0, 0);
	block(set_of(SIGALRM, 0));
	set_timer(10000, 10000);
	while (count < 10)
		EXPECT_ERROR(sigsuspend(&none), EINTR);
	EXPECT(now_ms() - begin >= 95);
	set_timer(0, 0);
	EXPECT_VALUE(count, 10);
}

static void an_alarm_interrupts_what_computes(void)
{
	handle(SIGALRM, note, 0, 0);
	set_timer(20000, 20000);
	while (count < 5)
		continue;
	set_timer(0, 0);
}

/* As short as can be: more than a hart could serve if each came whether or not it was wanted. */
static void use_the_shortest_interval(void)
{
	set_timer(1, 1);
}

static void who_gets_too_many_alarms_gets_on(void)
{
	struct itimerval timer;
	sigset_t pending;

	signal(SIGALRM, SIG_IGN);
	use_the_shortest_interval();
	pause_ms(20);
	set_timer(0, 0);
	handle(SIGALRM, note, 0, 0);
	block(set_of(SIGALRM, 0));
	use_the_shortest_interval();
	pause_ms(20);
	EXPECT_OK(sigpending(&pending));
	EXPECT_VALUE(pending, set_of(SIGALRM, 0));
	EXPECT_OK(getitimer(ITIMER_REAL, &timer));
	EXPECT_VALUE(timer.it_interval.tv_sec * 1000000 + timer.it_interval.tv_usec, 1);
	EXPECT_VALUE(count, 0);
	set_timer(0, 0);
	unblock(set_of(SIGALRM, 0));
	EXPECT_VALUE(count, 1);
}

static void stop_the_timer_at_last(int signal)
{
	note(signal);
	if (count == 500)
		set_timer(0, 0);
}

static void alarms_come_as_fast_as_they_are_taken(void)
{
	handle(SIGALRM, stop_the_timer_at_last, 0, 0);
	use_the_shortest_interval();
	while (count < 500)
		continue;
	pause_ms(1);
	EXPECT(count <= 501);
}

static void handle_alarms_for_ever(void)
{
	handle(SIGALRM, note, 0, 0);
	use_the_shortest_interval();
	for (;;)
		continue;
}

static void who_gets_too_many_alarms_can_be_killed(void)
{
	pid_t child = start(handle_alarms_for_ever);
	int status;

	pause_ms(50);
	EXPECT_OK(kill(child, SIGKILL));
	EXPECT_VALUE(waitpid(child, &status, 0), child);
	EXPECT_VALUE(status, SIGKILL);
}

static void be_ended_by_an_alarm(void)
{
	alarm(1);
	sleep_for_long();
}

static void an_alarm_without_handler_ends(void)
{
	EXPECT_SIGNAL(be_ended_by_an_alarm, SIGALRM);
}

static void see_no_timer(void)
{
	struct itimerval timer;

	EXPECT_OK(getitimer(ITIMER_REAL, &timer));
	EXPECT(timer.it_value.tv_sec == 0 && timer.it_value.tv_usec == 0);
}

static void children_do_not_inherit_timers(void)
{
	set_timer(500000000, 0);
	join(start(see_no_timer));
	set_timer(0, 0);
}

#define BOTH(name)                                                                                 \
	{                                                                                          \
#name, TEST_LINUX, name                                                            \
	}

const struct test signal_wait_tests[] = {
	BOTH(reads_end_with_eintr),
	BOTH(reads_are_restarted),
	BOTH(writes_end_with_what_was_written),
	BOTH(waits_end_with_eintr),
	BOTH(waits_are_restarted),
	BOTH(sleeps_end_with_what_is_left),
	BOTH(signals_without_handler_interrupt_nothing),
	BOTH(sigsuspend_waits_with_another_mask),
	BOTH(pause_waits_for_a_handler),
	BOTH(sigtimedwait_takes_signals),
	BOTH(sigtimedwait_is_interrupted_by_others),
	BOTH(setitimer_checks_its_arguments),
	BOTH(timers_tell_what_is_left),
	BOTH(an_alarm_comes_once),
	BOTH(an_interval_comes_again_and_again),
	BOTH(an_alarm_interrupts_what_computes),
	BOTH(who_gets_too_many_alarms_gets_on),
	BOTH(alarms_come_as_fast_as_they_are_taken),
	BOTH(who_gets_too_many_alarms_can_be_killed),
	BOTH(an_alarm_without_handler_ends),
	BOTH(children_do_not_inherit_timers),
	{ NULL, 0, NULL },
};
