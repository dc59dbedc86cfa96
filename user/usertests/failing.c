/*
 * Tests that have to fail: they show that a failure of each kind is seen, and how it is told. They
 * run only when they are named.
 */
#include "usertests.h"

static void a_wrong_value_fails(void)
{
	EXPECT_VALUE(getpid() - getpid(), 1);
}

static void a_wrong_error_fails(void)
{
	EXPECT_ERROR(open("absent", O_RDONLY), EEXIST);
}

static void a_success_instead_of_an_error_fails(void)
{
	EXPECT_ERROR(getppid() > 0, EPERM);
}

static void a_condition_that_does_not_hold_fails(void)
{
	errno = ENOSPC;
	EXPECT(getpid() == 0);
}

static void fail_in_a_child(void)
{
	EXPECT_OK(chdir("absent"));
}

static void a_child_that_fails_fails(void)
{
	join(start(fail_in_a_child));
}

static void a_fault_fails(void)
{
	*(volatile char *)NULL = 1;
}

static void a_kill_fails(void)
{
	kill(getpid(), SIGKILL);
}

static void a_hang_fails(void)
{
	for (;;)
		pause_ms(1000);
}

static void stay_for_a_while(void)
{
	pause_ms(10000);
}

static void a_process_left_behind_fails(void)
{
	start(stay_for_a_while);
}

static void a_file_left_behind_fails(void)
{
	put_file("../left-behind", "text");
}

const struct test failing_tests[] = {
	{ "a_wrong_value_fails", TEST_FAILS, a_wrong_value_fails },
	{ "a_wrong_error_fails", TEST_FAILS, a_wrong_error_fails },
	{ "a_success_instead_of_an_error_fails", TEST_FAILS, a_success_instead_of_an_error_fails },
	{ "a_condition_that_does_not_hold_fails", TEST_FAILS,
	  a_condition_that_does_not_hold_fails },
	{ "a_child_that_fails_fails", TEST_FAILS, a_child_that_fails_fails },
	{ "a_fault_fails", TEST_FAILS, a_fault_fails },
	{ "a_kill_fails", TEST_FAILS, a_kill_fails },
	{ "a_hang_fails", TEST_FAILS, a_hang_fails },
	{ "a_process_left_behind_fails", TEST_FAILS, a_process_left_behind_fails },
	{ "a_file_left_behind_fails", TEST_FAILS, a_file_left_behind_fails },
	{ NULL, 0, NULL },
};
