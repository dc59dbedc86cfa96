/* No threads: THREADS is off, or the program is for the Linux of this machine. */
#include "usertests.h"

#include <sched.h>
#include <sys/syscall.h>

static void there_are_no_threads(void)
{
	static int word;
	const long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;

	EXPECT_ERROR(syscall(SYS_clone, flags, &word, NULL, NULL, NULL), EINVAL);
	EXPECT_ERROR(syscall(SYS_futex, &word, 1, 1, NULL, NULL, 0), ENOSYS);
	EXPECT_ERROR(syscall(SYS_set_robust_list, &word, 24), ENOSYS);
}

const struct test thread_tests[] = {
	{ "there_are_no_threads", 0, there_are_no_threads },
	{ NULL, 0, NULL },
};

const struct test thread_memory_tests[] = { { NULL, 0, NULL } };
