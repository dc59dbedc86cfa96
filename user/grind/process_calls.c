/* Calls about processes and memory. */
#include "grind.h"

#include <signal.h>
#include <sys/wait.h>

/* A byte that goes into a pipe comes out. */
static void call_pipe_through(void)
{
	int ends[2];
	char byte = 0;

	if (pipe(ends) < 0)
		return;
	if (write(ends[1], "x", 1) == 1 && (read(ends[0], &byte, 1) != 1 || byte != 'x'))
		_exit(10);
	close(ends[0]);
	close(ends[1]);
}

static void call_sbrk(void)
{
	unsigned int size = (below(8) + 2) * 4096;
	char *memory = sbrk((intptr_t)size);

	if (memory == (char *)-1)
		return;
	/* The first page may be one that was in use before. */
	if (memory[4096 + below(size - 4096)] != 0)
		_exit(19);
	memory[below(size)] = 1;
	if (sbrk(-(intptr_t)size) == (void *)-1)
		_exit(11);
}

/* A child that ends by itself or is killed, and is waited for. It shares the open files. */
static void call_fork(void)
{
	bool is_killed = chance(3);
	int slot = (int)below(OPEN_FILES), size = 1 + (int)below(100);
	pid_t child = fork();
	int status;

	if (child < 0)
		return;
	if (child == 0) {
		if (is_killed)
			sleep(1000);
		write(files[slot], buffer, (size_t)size);
		_exit(3);
	}
	if (is_killed)
		kill(child, SIGKILL);
	if (waitpid(child, &status, 0) != child)
		_exit(12);
	if (is_killed ? !WIFSIGNALED(status) : status != 3 << 8)
		_exit(13);
	trace(status, "fork, write(%d, %d), wait", files[slot], size);
}

/* Nobody is there to wait for. */
static void call_wait(void)
{
	static const int pids[] = { -1, 0, 1, 999999 }, options[] = { 0, WNOHANG, 0x40 };
	int pid = pids[below(4)], option = options[below(3)];

	trace(waitpid(pid, NULL, option), "waitpid(%d, %#x)", pid, option);
}

static void call_kill(void)
{
	static const int signals[] = { 0, SIGCHLD, SIGURG, 65, -1, 1000 };
	int signal = signals[below(6)];

	trace(kill(getpid(), signal), "kill(%d)", signal);
	trace(kill(999999, signal), "kill(nobody, %d)", signal);
}

void (*const process_calls[])(void) = {
	call_pipe_through, call_sbrk, call_fork, call_wait, call_kill, NULL,
};
