/* Signals where there are no handlers: SIGNALS is off. */
#include "usertests.h"

static void exit_with_seven(void)
{
	_exit(7);
}

/* A process number of zero is nobody's: no later process may die of a signal sent to it. */
static void a_signal_to_nobody_marks_nobody(void)
{
	kill(0, 0);
	EXPECT_ERROR(kill(0, SIGTERM), EINVAL);
	for (int i = 0; i < 70; i++)
		EXPECT_VALUE(status_of(exit_with_seven), 7 << 8);
}

static void signals_stay_without_handlers(void)
{
	EXPECT_ERROR(sigaction(SIGINT, NULL, NULL), ENOSYS);
	EXPECT_ERROR(sigprocmask(SIG_BLOCK, NULL, NULL), ENOSYS);
	EXPECT_ERROR(setsid(), ENOSYS);
	EXPECT_ERROR(kill(getpid(), SIGTSTP), EINVAL);
	EXPECT_ERROR(kill(-1, SIGTERM), EINVAL);
}

const struct test signal_tests[] = {
	{ "a_signal_to_nobody_marks_nobody", 0, a_signal_to_nobody_marks_nobody },
	{ "signals_stay_without_handlers", 0, signals_stay_without_handlers },
	{ NULL, 0, NULL },
};

const struct test signal_frame_tests[] = { { NULL, 0, NULL } };
const struct test signal_wait_tests[] = { { NULL, 0, NULL } };
const struct test group_tests[] = { { NULL, 0, NULL } };
