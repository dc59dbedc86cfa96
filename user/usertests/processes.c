/* Processes: their making, their ends, who waits for them, signals. */
#include "usertests.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>

static int ends[2];

static void exit_with_seven(void)
{
	_exit(7);
}

static void exit_with_many_bits(void)
{
	_exit(0x12345);
}

static void wait_for_the_pipe_to_end(void)
{
	char byte;

	close(ends[1]);
	EXPECT_VALUE(read(ends[0], &byte, 1), 0);
}

static void sleep_for_long(void)
{
	sleep(1000);
}

static void spin(void)
{
	for (;;)
		continue;
}

static void wait_gives_the_status(void)
{
	EXPECT_VALUE(status_of(exit_with_seven), 7 << 8);
	EXPECT_VALUE(status_of(exit_with_many_bits), 0x45 << 8);
}

static void wait_without_children_fails(void)
{
	int status;

	EXPECT_ERROR(wait(&status), ECHILD);
	EXPECT_ERROR(waitpid(1, &status, 0), ECHILD);
	EXPECT_ERROR(waitpid(getpid(), &status, 0), ECHILD);
	EXPECT_ERROR(waitpid(99999, &status, WNOHANG), ECHILD);
	EXPECT_ERROR(waitpid(-1, &status, 0x40), EINVAL);
}

static void wait_picks_the_child_that_is_meant(void)
{
	pid_t first = start(exit_with_seven), second = start(exit_with_many_bits);
	int status;

	EXPECT_VALUE(waitpid(second, &status, 0), second);
	EXPECT_VALUE(WEXITSTATUS(status), 0x45);
	EXPECT_VALUE(waitpid(-1, &status, 0), first);
	EXPECT_VALUE(WEXITSTATUS(status), 7);
}

static int own_status;

static void exit_with_own_status(void)
{
	_exit(own_status);
}

/* Many at once: each status comes once, from the child that gave it. */
static void each_status_comes_from_its_child(void)
{
	pid_t children[50];
	int status;

	for (own_status = 0; own_status < 50; own_status++)
		children[own_status] = start(exit_with_own_status);
	for (int i = 0; i < 50; i++) {
		pid_t child = wait(&status);

		EXPECT(WIFEXITED(status));
		EXPECT_VALUE(child, children[WEXITSTATUS(status)]);
		children[WEXITSTATUS(status)] = 0;
	}
	EXPECT_ERROR(wait(&status), ECHILD);
}

static void wait_without_hanging_returns_at_once(void)
{
	int status = 99;
	pid_t child;

	EXPECT_OK(pipe(ends));
	child = start(wait_for_the_pipe_to_end);
	EXPECT_OK(waitpid(child, &status, WNOHANG));
	EXPECT_OK(waitpid(-1, &status, WNOHANG));
	EXPECT_VALUE(status, 99);
	close(ends[0]);
	close(ends[1]);
	join(child);
}

static void wait_fills_the_usage(void)
{
	struct rusage usage;
	pid_t child = start(exit_with_seven);

	memset(&usage, 0xff, sizeof(usage));
	EXPECT_VALUE(wait4(child, NULL, 0, &usage), child);
	EXPECT(usage.ru_utime.tv_sec >= 0 && usage.ru_utime.tv_usec < 1000000);
}

static void kill_ends_sleepers_spinners_and_waiters(void)
{
	void (*const bodies[])(void) = { sleep_for_long, spin, wait_for_the_pipe_to_end };

	EXPECT_OK(pipe(ends));
	for (size_t i = 0; i < ARRAY_LENGTH(bodies); i++) {
		pid_t child = start(bodies[i]);
		int status;

		pause_ms(20);
		EXPECT_OK(kill(child, 0));
		EXPECT_OK(kill(child, SIGTERM));
		EXPECT_VALUE(waitpid(child, &status, 0), child);
		EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
		EXPECT_ERROR(kill(child, 0), ESRCH);
	}
}

/* While others compute on all harts and do not stop, the rest goes on. */
static void spinners_leave_time_for_others(void)
{
	pid_t spinners[12];
	int status;

	for (size_t i = 0; i < ARRAY_LENGTH(spinners); i++)
		spinners[i] = start(spin);
	for (int i = 0; i < 10; i++)
		EXPECT_VALUE(status_of(exit_with_seven), 7 << 8);
	for (size_t i = 0; i < ARRAY_LENGTH(spinners); i++) {
		EXPECT_OK(kill(spinners[i], SIGKILL));
		EXPECT_VALUE(waitpid(spinners[i], &status, 0), spinners[i]);
		EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	}
}

static void kill_checks_its_arguments(void)
{
	EXPECT_ERROR(kill(getpid(), 1000), EINVAL);
	EXPECT_ERROR(kill(getpid(), -1), EINVAL);
	EXPECT_ERROR(kill(getpid(), 65), EINVAL);
	EXPECT_ERROR(kill(999999, SIGTERM), ESRCH);
	EXPECT_ERROR(kill(999999, 0), ESRCH);
	EXPECT_ERROR(kill(999999, 1000), ESRCH);
	EXPECT_OK(kill(getpid(), 0));
}

static void signals_without_effect_do_nothing(void)
{
	EXPECT_OK(kill(getpid(), SIGCHLD));
	EXPECT_OK(kill(getpid(), SIGWINCH));
	EXPECT_OK(kill(getpid(), SIGURG));
	EXPECT_OK(kill(getpid(), SIGCONT));
}

static void send_term_to_self(void)
{
	kill(getpid(), SIGTERM);
	_exit(1);
}

static void a_signal_to_oneself_ends_the_call(void)
{
	EXPECT_SIGNAL(send_term_to_self, SIGTERM);
	EXPECT_SIGNAL(abort, SIGABRT);
}

static void init_cannot_be_killed(void)
{
	EXPECT_OK(kill(1, SIGKILL));
	EXPECT_OK(kill(1, 0));
	pause_ms(20);
	EXPECT_OK(kill(1, 0));
}

static void a_zombie_can_be_signalled_but_not_changed(void)
{
	int status = 0;

	/* Nothing says when a child has ended but waiting for it: give it ever more time. */
	for (unsigned int time = 10; time < 2000 && status != 7 << 8; time *= 2) {
		pid_t child = start(exit_with_seven);

		pause_ms(time);
		EXPECT_OK(kill(child, SIGKILL));
		EXPECT_OK(kill(child, 0));
		EXPECT_VALUE(waitpid(child, &status, 0), child);
	}
	EXPECT_VALUE(status, 7 << 8);
}

static void middle_of_three(void)
{
	pid_t mother = getpid();

	if (fork() == 0) {
		pid_t parent;

		while ((parent = getppid()) == mother)
			pause_ms(1);
		write(ends[1], &parent, sizeof(parent));
		_exit(0);
	}
}

static void an_orphan_gets_another_parent(void)
{
	pid_t middle, parent = 0;

	EXPECT_OK(pipe(ends));
	middle = start(middle_of_three);
	join(middle);
	EXPECT_VALUE(read(ends[0], &parent, sizeof(parent)), sizeof(parent));
	EXPECT(parent > 0 && parent != middle);
	EXPECT_ERROR(wait(NULL), ECHILD);
}

static void leave_zombies(void)
{
	for (int i = 0; i < 5; i++)
		start(exit_with_seven);
	pause_ms(20);
}

/* Those of a parent that never waits are collected as well: the count after this test says so. */
static void orphaned_zombies_are_collected(void)
{
	for (int i = 0; i < 5; i++)
		join(start(leave_zombies));
}

static int value = 1;

static void change_value(void)
{
	value = 2;
	EXPECT_VALUE(value, 2);
}

static void fork_copies_memory(void)
{
	char *pages = fresh_pages(20);

	memset(pages, 5, 20 * PAGE);
	join(start(change_value));
	EXPECT_VALUE(value, 1);
	for (size_t i = 0; i < 20 * PAGE; i += 100)
		EXPECT_VALUE(pages[i], 5);
}

static int shared_file;

static void write_child(void)
{
	EXPECT_VALUE(write(shared_file, "child", 5), 5);
	close(shared_file);
}

static void fork_shares_positions(void)
{
	shared_file = open("a", O_RDWR | O_CREAT, 0644);
	join(start(write_child));
	EXPECT_VALUE(lseek(shared_file, 0, SEEK_CUR), 5);
	EXPECT_VALUE(write(shared_file, "parent", 6), 6);
	EXPECT(file_holds("a", "childparent"));
}

static void change_folder(void)
{
	EXPECT_OK(mkdir("d", 0755));
	EXPECT_OK(chdir("d"));
}

static void working_folders_are_not_shared(void)
{
	char before[PATH_MAX], after[PATH_MAX];

	EXPECT(getcwd(before, sizeof(before)) != NULL);
	join(start(change_folder));
	EXPECT(getcwd(after, sizeof(after)) != NULL);
	EXPECT(strcmp(before, after) == 0);
}

static void end_in_removed_folder(void)
{
	EXPECT_OK(mkdir("d", 0755));
	EXPECT_OK(chdir("d"));
	EXPECT_OK(rmdir("../d"));
}

static void be_killed_in_removed_folder(void)
{
	end_in_removed_folder();
	abort();
}

/* The folder is freed by the end of the last process that works in it: the counts say so. */
static void a_process_ends_in_a_removed_folder(void)
{
	for (int i = 0; i < 20; i++) {
		join(start(end_in_removed_folder));
		EXPECT_SIGNAL(be_killed_in_removed_folder, SIGABRT);
	}
}

static void clone_refuses_what_is_not_fork(void)
{
	EXPECT_ERROR(syscall(SYS_clone, 0x00010000 | SIGCHLD, 0, 0, 0, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_clone, 0x00000800 | SIGCHLD, 0, 0, 0, 0), EINVAL);
}

static void vfork_lets_the_child_leave(void)
{
	pid_t child = vfork();
	int status;

	if (child == 0)
		_exit(3);
	EXPECT(child > 0);
	EXPECT_VALUE(waitpid(child, &status, 0), child);
	EXPECT_VALUE(WEXITSTATUS(status), 3);
}

static void forking_again_and_again(void)
{
	for (int i = 0; i < 150; i++)
		EXPECT_VALUE(status_of(exit_with_seven), 7 << 8);
}

static void fork_a_chain(int length)
{
	pid_t child;
	int status;

	if (length == 0)
		return;
	child = fork();
	EXPECT(child >= 0);
	if (child == 0) {
		fork_a_chain(length - 1);
		_exit(0);
	}
	EXPECT_VALUE(waitpid(child, &status, 0), child);
	EXPECT_OK(status);
}

static void a_chain_of_children(void)
{
	fork_a_chain(20);
}

static void ids_are_those_of_one_thread(void)
{
	EXPECT_VALUE(gettid(), getpid());
	EXPECT(getppid() > 0);
	EXPECT_VALUE(getuid(), geteuid());
	EXPECT_VALUE(getgid(), getegid());
}

static void limits_are_told(void)
{
	struct rlimit limit;

	EXPECT_OK(getrlimit(RLIMIT_NOFILE, &limit));
	EXPECT(limit.rlim_cur >= 16 && limit.rlim_cur <= limit.rlim_max);
	EXPECT_ERROR(getrlimit(99, &limit), EINVAL);
	EXPECT_ERROR(getrlimit(-1, &limit), EINVAL);
	limit.rlim_cur = 5;
	limit.rlim_max = 4;
	EXPECT_ERROR(setrlimit(RLIMIT_NOFILE, &limit), EINVAL);
}

static void umask_gives_the_old_one(void)
{
	umask(022);
	EXPECT_VALUE(umask(077), 022);
	EXPECT_VALUE(umask(07777), 077);
	EXPECT_VALUE(umask(022), 0777);
}

const struct test process_tests[] = {
	{ "wait_gives_the_status", TEST_LINUX, wait_gives_the_status },
	{ "wait_without_children_fails", TEST_LINUX, wait_without_children_fails },
	{ "wait_picks_the_child_that_is_meant", TEST_LINUX, wait_picks_the_child_that_is_meant },
	{ "each_status_comes_from_its_child", TEST_LINUX, each_status_comes_from_its_child },
	{ "wait_without_hanging_returns_at_once", TEST_LINUX,
	  wait_without_hanging_returns_at_once },
	{ "wait_fills_the_usage", TEST_LINUX, wait_fills_the_usage },
	{ "kill_ends_sleepers_spinners_and_waiters", TEST_LINUX,
	  kill_ends_sleepers_spinners_and_waiters },
	{ "spinners_leave_time_for_others", TEST_LINUX, spinners_leave_time_for_others },
	{ "kill_checks_its_arguments", TEST_LINUX, kill_checks_its_arguments },
	{ "signals_without_effect_do_nothing", TEST_LINUX, signals_without_effect_do_nothing },
	{ "a_signal_to_oneself_ends_the_call", TEST_LINUX, a_signal_to_oneself_ends_the_call },
	{ "init_cannot_be_killed", 0, init_cannot_be_killed },
	{ "a_zombie_can_be_signalled_but_not_changed", TEST_LINUX,
	  a_zombie_can_be_signalled_but_not_changed },
	{ "an_orphan_gets_another_parent", TEST_LINUX, an_orphan_gets_another_parent },
	{ "orphaned_zombies_are_collected", TEST_LINUX, orphaned_zombies_are_collected },
	{ "fork_copies_memory", TEST_LINUX, fork_copies_memory },
	{ "fork_shares_positions", TEST_LINUX, fork_shares_positions },
	{ "working_folders_are_not_shared", TEST_LINUX, working_folders_are_not_shared },
	{ "a_process_ends_in_a_removed_folder", TEST_LINUX, a_process_ends_in_a_removed_folder },
	{ "clone_refuses_what_is_not_fork", TEST_LINUX, clone_refuses_what_is_not_fork },
	{ "vfork_lets_the_child_leave", TEST_LINUX, vfork_lets_the_child_leave },
	{ "forking_again_and_again", TEST_LINUX, forking_again_and_again },
	{ "a_chain_of_children", TEST_LINUX, a_chain_of_children },
	{ "ids_are_those_of_one_thread", TEST_LINUX, ids_are_those_of_one_thread },
	{ "limits_are_told", TEST_LINUX, limits_are_told },
	{ "umask_gives_the_old_one", TEST_LINUX, umask_gives_the_old_one },
	{ NULL, 0, NULL },
};
