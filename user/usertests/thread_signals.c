/* Signals of a process with several threads: whose they are, and who sees to them. */
#include "signals.h"
#include "threads.h"

static struct thread threads[4];
static volatile int ready, finish, handled_by, handled_count, result_of_wait, never;
static volatile int *volatile nowhere = (volatile int *)8;

static void note_thread(int signal)
{
	handled_by = thread_id();
	add(&handled_count, 1);
}

static int wait_to_finish(void *argument)
{
	add(&ready, 1);
	while (!finish)
		futex(&finish, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
	return 0;
}

static void let_finish(int number)
{
	finish = 1;
	futex(&finish, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
	for (int i = 0; i < number; i++)
		thread_join(&threads[i]);
}

static void send_to(int tid, int signal)
{
	int before = handled_count;

	EXPECT_OK(syscall(SYS_tgkill, getpid(), tid, signal));
	wait_until(&handled_count, before + 1);
	EXPECT_VALUE(handled_by, tid);
}

static void a_signal_for_one_thread_is_its_own(void)
{
	handle(SIGUSR1, note_thread, 0, 0);
	for (int i = 0; i < 3; i++)
		thread_start(&threads[i], wait_to_finish, NULL);
	wait_until(&ready, 3);
	for (int i = 0; i < 3; i++)
		send_to(threads[i].number, SIGUSR1);
	send_to(getpid(), SIGUSR1);
	EXPECT_ERROR(syscall(SYS_tgkill, getpid(), 1, SIGUSR1), ESRCH);
	EXPECT_ERROR(syscall(SYS_tgkill, getppid(), threads[0].number, SIGUSR1), ESRCH);
	EXPECT_OK(syscall(SYS_tkill, threads[0].number, 0));
	let_finish(3);
	EXPECT_VALUE(handled_count, 4);
	/* Linux says that a thread has ended a moment before it is gone. */
	for (int i = 0; i < 1000 && syscall(SYS_tkill, threads[0].number, 0) == 0; i++)
		pause_ms(1);
	EXPECT_ERROR(syscall(SYS_tkill, threads[0].number, 0), ESRCH);
}

static int unblock_and_wait(void *argument)
{
	unblock(set_of(SIGUSR1, 0));
	return wait_to_finish(NULL);
}

/* New threads begin with the mask of who made them. */
static void a_signal_for_the_process_goes_to_who_lets_it_in(void)
{
	handle(SIGUSR1, note_thread, 0, 0);
	block(set_of(SIGUSR1, 0));
	thread_start(&threads[0], wait_to_finish, NULL);
	thread_start(&threads[1], unblock_and_wait, NULL);
	thread_start(&threads[2], wait_to_finish, NULL);
	wait_until(&ready, 3);
	for (int i = 1; i <= 20; i++) {
		EXPECT_OK(kill(getpid(), SIGUSR1));
		wait_until(&handled_count, i);
		EXPECT_VALUE(handled_by, threads[1].number);
	}
	let_finish(3);
	EXPECT(blocked_now() & set_of(SIGUSR1, 0));
}

static int wait_then_unblock(void *argument)
{
	wait_to_finish(NULL);
	unblock(set_of(SIGUSR1, 0));
	return 0;
}

static void what_all_block_waits_for_the_first_who_does_not(void)
{
	handle(SIGUSR1, note_thread, 0, 0);
	block(set_of(SIGUSR1, 0));
	thread_start(&threads[0], wait_then_unblock, NULL);
	wait_until(&ready, 1);
	EXPECT_OK(kill(getpid(), SIGUSR1));
	pause_ms(10);
	EXPECT_VALUE(handled_count, 0);
	let_finish(1);
	EXPECT_VALUE(handled_count, 1);
	EXPECT_VALUE(handled_by, threads[0].number);
}

static int wait_for_signal(void *argument)
{
	sigset_t set = set_of(SIGUSR1, SIGUSR2);
	siginfo_t info;
	int signal;

	add(&ready, 1);
	while ((signal = sigwaitinfo(&set, &info)) < 0)
		EXPECT_VALUE(errno, EINTR);
	add(&handled_count, signal);
	return 0;
}

static void two_threads_wait_for_two_signals(void)
{
	block(set_of(SIGUSR1, SIGUSR2));
	for (int i = 0; i < 40; i++) {
		ready = handled_count = 0;
		thread_start(&threads[0], wait_for_signal, NULL);
		thread_start(&threads[1], wait_for_signal, NULL);
		wait_until(&ready, 2);
		EXPECT_OK(kill(getpid(), SIGUSR1));
		EXPECT_OK(kill(getpid(), SIGUSR2));
		thread_join(&threads[0]);
		thread_join(&threads[1]);
		EXPECT_VALUE(handled_count, SIGUSR1 + SIGUSR2);
	}
}

static int wait_with_timeout(void *argument)
{
	static const struct timespec time = { .tv_nsec = 100000000 };
	long begin = now_ms();

	add(&ready, 1);
	result_of_wait = (int)futex(&finish, FUTEX_WAIT_PRIVATE, 0, argument ? &time : NULL, NULL,
				    0);
	handled_by = (int)(now_ms() - begin);
	return 0;
}

/* A handler with SA_RESTART leaves a wait without a timeout alone, and ends one with. */
static void a_handler_and_a_wait(void)
{
	handle(SIGUSR1, note_thread, 0, SA_RESTART);
	thread_start(&threads[0], wait_with_timeout, NULL);
	wait_until(&ready, 1);
	pause_ms(5);
	EXPECT_OK(syscall(SYS_tkill, threads[0].number, SIGUSR1));
	wait_until(&handled_count, 1);
	pause_ms(5);
	let_finish(1);
	EXPECT(result_of_wait == 0 || result_of_wait == -EAGAIN);
	finish = ready = 0;
	thread_start(&threads[0], wait_with_timeout, (void *)&ready);
	wait_until(&ready, 1);
	pause_ms(5);
	EXPECT_OK(syscall(SYS_tkill, threads[0].number, SIGUSR1));
	thread_join(&threads[0]);
	EXPECT(result_of_wait == -EINTR || result_of_wait == -ETIMEDOUT);
}

static volatile int *counters;

static int count_on(void *argument)
{
	while (!never)
		counters[0] = counters[0] + 1;
	return 0;
}

static void count_in_threads(void)
{
	thread_start(&threads[0], count_on, NULL);
	thread_start(&threads[1], wait_to_finish, NULL);
	for (;;)
		pause_ms(1000);
}

static void expect_counting(bool counting)
{
	int before = counters[0];

	for (int i = 0; i < 20000 && counting && counters[0] == before; i++)
		pause_ms(1);
	if (!counting)
		pause_ms(20);
	EXPECT_VALUE(counters[0] != before, counting);
}

static void a_stop_stops_all_threads(void)
{
	pid_t child;
	int status;

	counters = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (counters == MAP_FAILED)
		return;
	child = start(count_in_threads);
	for (int i = 0; i < 10; i++) {
		expect_counting(true);
		EXPECT_OK(kill(child, SIGSTOP));
		EXPECT_VALUE(waitpid(child, &status, WUNTRACED), child);
		EXPECT(WIFSTOPPED(status));
		expect_counting(false);
		EXPECT_OK(kill(child, SIGCONT));
	}
	EXPECT_OK(kill(child, SIGSTOP));
	EXPECT_OK(kill(child, SIGKILL));
	do
		EXPECT_VALUE(waitpid(child, &status, 0), child);
	while (!WIFSIGNALED(status));
	EXPECT_VALUE(status, SIGKILL);
}

static int terminal;

static int read_the_terminal(void *argument)
{
	char byte;

	read(terminal, &byte, 1);
	_exit(1);
}

static void read_in_the_background(void)
{
	EXPECT_OK(setpgid(0, 0));
	thread_start(&threads[0], read_the_terminal, NULL);
	for (;;)
		pause_ms(100000);
}

/* It is the first thread that gets the signal, and the other whose call has to be made again. */
static void a_read_in_the_background_stops_and_is_made_again(void)
{
	pid_t child;
	int status;

	terminal = open("/dev/console", O_RDWR);
	if (terminal < 0 || tcgetpgrp(terminal) < 0)
		return;
	child = start(read_in_the_background);
	for (int i = 0; i < 5; i++) {
		EXPECT_VALUE(waitpid(child, &status, WUNTRACED), child);
		EXPECT_VALUE(status, SIGTTIN << 8 | 0x7f);
		EXPECT_OK(kill(child, SIGCONT));
	}
	end(child);
}

static void note_fault(int signal, siginfo_t *info, void *context)
{
	handled_by = thread_id();
	end_thread(0);
}

static int fault(void *argument)
{
	*nowhere = 1;
	return 0;
}

static void a_fault_is_handled_where_it_happens(void)
{
	handle_info(SIGSEGV, note_fault, 0);
	for (int i = 0; i < 10; i++) {
		thread_start(&threads[0], fault, NULL);
		thread_join(&threads[0]);
		EXPECT_VALUE(handled_by, threads[0].number);
	}
}

const struct test thread_signal_tests[] = {
	{ "a_signal_for_one_thread_is_its_own", TEST_LINUX, a_signal_for_one_thread_is_its_own },
	{ "a_signal_for_the_process_goes_to_who_lets_it_in", TEST_LINUX,
	  a_signal_for_the_process_goes_to_who_lets_it_in },
	{ "what_all_block_waits_for_the_first_who_does_not", TEST_LINUX,
	  what_all_block_waits_for_the_first_who_does_not },
	{ "two_threads_wait_for_two_signals", TEST_LINUX, two_threads_wait_for_two_signals },
	{ "a_handler_and_a_wait", TEST_LINUX, a_handler_and_a_wait },
	{ "a_stop_stops_all_threads", TEST_LINUX, a_stop_stops_all_threads },
	{ "a_read_in_the_background_stops_and_is_made_again", 0,
	  a_read_in_the_background_stops_and_is_made_again },
	{ "a_fault_is_handled_where_it_happens", TEST_LINUX, a_fault_is_handled_where_it_happens },
	{ NULL, 0, NULL },
};
