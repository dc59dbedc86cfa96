#include "threads.h"

int thread_id(void)
{
	return (int)syscall(SYS_gettid);
}

void end_thread(int status)
{
	for (;;)
		syscall(SYS_exit, status);
}

long futex(volatile void *word, int op, unsigned int value, const struct timespec *timeout,
	   volatile void *second, unsigned int third)
{
	long result = syscall(SYS_futex, word, op, value, timeout, second, third);

	return result < 0 ? -errno : result;
}

void thread_start(struct thread *thread, int (*run)(void *), void *argument)
{
	long number;

	thread->tid = -1;
	thread->pointer = (uintptr_t)&thread->pointer;
	number = thread_begin(THREAD_FLAGS, thread->stack + THREAD_STACK, &thread->tid,
			      &thread->pointer, &thread->tid, run, argument);
	if (number < 0)
		fail(__FILE__, __LINE__, "expected a thread, got %s", strerror((int)-number));
	thread->number = (int)number;
}

void thread_join(struct thread *thread)
{
	int tid;

	while ((tid = thread->tid) != 0)
		futex(&thread->tid, FUTEX_WAIT, (unsigned int)tid, NULL, NULL, 0);
}

void wait_until(volatile int *word, int value)
{
	for (int i = 0; i < 20000 && *word != value; i++)
		pause_ms(1);
	EXPECT_VALUE(*word, value);
}
