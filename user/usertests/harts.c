/* Which harts a process may run on. */
#include "usertests.h"

#include <sched.h>

static cpu_set_t everywhere;

/* The number of a hart that the test may use, the n-th; -1 when there are not as many. */
static int nth_hart(int n)
{
	EXPECT_OK(sched_getaffinity(0, sizeof(everywhere), &everywhere));
	for (int hart = 0; hart < CPU_SETSIZE; hart++)
		if (CPU_ISSET(hart, &everywhere) && n-- == 0)
			return hart;
	return -1;
}

static void bind(pid_t pid, int hart)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(hart, &set);
	EXPECT_OK(sched_setaffinity(pid, sizeof(set), &set));
}

static void work_a_little(void)
{
	for (volatile int i = 0; i < 20000; i++)
		;
}

static void expect_on(int hart)
{
	for (int i = 0; i < 30; i++) {
		EXPECT_VALUE(sched_getcpu(), hart);
		work_a_little();
		if (i % 10 == 0)
			pause_ms(1);
		if (i % 3 == 0)
			sched_yield();
	}
}

static void a_bound_process_stays_on_its_hart(void)
{
	int hart;

	for (int n = 0; (hart = nth_hart(n)) >= 0; n++) {
		cpu_set_t all = everywhere;

		bind(0, hart);
		expect_on(hart);
		EXPECT_OK(sched_setaffinity(0, sizeof(all), &all));
	}
}

static int bound_hart;

static void stay_there(void)
{
	expect_on(bound_hart);
}

static void children_are_bound_as_their_parent(void)
{
	pid_t children[6];

	for (int n = 0; n < 2; n++) {
		bound_hart = nth_hart(n);
		if (bound_hart < 0)
			break;
		bind(0, bound_hart);
		for (int i = 0; i < 6; i++)
			children[i] = start(stay_there);
		for (int i = 0; i < 6; i++)
			join(children[i]);
		EXPECT_OK(sched_setaffinity(0, sizeof(everywhere), &everywhere));
	}
}

static int report_pipe[2];

/* Tell every hart it finds itself on, until it is killed. */
static void tell_where(void)
{
	for (int last = -1, hart;; last = hart) {
		hart = sched_getcpu();
		if (hart != last)
			write(report_pipe[1], &hart, sizeof(hart));
	}
}

static void expect_report(int expected)
{
	int hart;

	do
		EXPECT_VALUE(read(report_pipe[0], &hart, sizeof(hart)), sizeof(hart));
	while (hart != expected);
}

static void a_running_process_can_be_moved(void)
{
	int first = nth_hart(0), second = nth_hart(1);
	pid_t child;

	EXPECT_OK(pipe(report_pipe));
	child = start(tell_where);
	bind(child, first);
	expect_report(first);
	for (int i = 0; i < 20 && second >= 0; i++) {
		bind(child, second);
		expect_report(second);
		bind(child, first);
		expect_report(first);
	}
	EXPECT_OK(kill(child, SIGKILL));
	EXPECT_VALUE(waitpid(child, NULL, 0), child);
}

static void sleep_long(void)
{
	pause_ms(100000);
}

static void a_sleeping_process_can_be_bound(void)
{
	cpu_set_t set;
	pid_t child = start(sleep_long);

	pause_ms(5);
	bind(child, nth_hart(0));
	EXPECT_OK(sched_getaffinity(child, sizeof(set), &set));
	EXPECT_VALUE(CPU_COUNT(&set), 1);
	EXPECT_OK(kill(child, SIGKILL));
	EXPECT_VALUE(waitpid(child, NULL, 0), child);
}

static void masks_without_a_hart_are_refused(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	EXPECT_ERROR(sched_setaffinity(0, sizeof(set), &set), EINVAL);
	CPU_SET(CPU_SETSIZE - 1, &set);
	EXPECT_ERROR(sched_setaffinity(0, sizeof(set), &set), EINVAL);
	EXPECT_ERROR(sched_setaffinity(0, 0, &set), EINVAL);
	CPU_SET(nth_hart(0), &set);
	EXPECT_ERROR(sched_setaffinity(999999, sizeof(set), &set), ESRCH);
	EXPECT_OK(sched_setaffinity(0, sizeof(set), &set));
	EXPECT_OK(sched_getaffinity(0, sizeof(set), &set));
	EXPECT_VALUE(CPU_COUNT(&set), 1);
}

static void count_to_end(void)
{
	for (int i = 0; i < 50; i++)
		work_a_little();
}

/* None of those who have to share a hart is forgotten, though others idle. */
static void many_on_one_hart_all_get_their_turn(void)
{
	pid_t children[8];

	bind(0, nth_hart(0));
	for (int i = 0; i < 8; i++)
		children[i] = start(count_to_end);
	for (int i = 0; i < 8; i++)
		join(children[i]);
}

static void bind_here_and_there(void)
{
	int count = 0;

	while (nth_hart(count) >= 0)
		count++;
	for (int i = 0; i < 100; i++) {
		cpu_set_t all = everywhere;

		bind(0, nth_hart(i % count));
		if (i % 10 == 0)
			pause_ms(1);
		EXPECT_OK(sched_setaffinity(0, sizeof(all), &all));
	}
}

static void many_move_about_at_once(void)
{
	pid_t children[6];

	for (int i = 0; i < 6; i++)
		children[i] = start(bind_here_and_there);
	for (int i = 0; i < 6; i++)
		join(children[i]);
}

const struct test hart_tests[] = {
	{ "a_bound_process_stays_on_its_hart", TEST_LINUX, a_bound_process_stays_on_its_hart },
	{ "children_are_bound_as_their_parent", TEST_LINUX, children_are_bound_as_their_parent },
	{ "a_running_process_can_be_moved", TEST_LINUX, a_running_process_can_be_moved },
	{ "a_sleeping_process_can_be_bound", TEST_LINUX, a_sleeping_process_can_be_bound },
	{ "masks_without_a_hart_are_refused", TEST_LINUX, masks_without_a_hart_are_refused },
	{ "many_on_one_hart_all_get_their_turn", TEST_LINUX, many_on_one_hart_all_get_their_turn },
	{ "many_move_about_at_once", TEST_LINUX, many_move_about_at_once },
	{ NULL, 0, NULL },
};
