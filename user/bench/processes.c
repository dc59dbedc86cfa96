/* Processes and their memory. */
#include "bench.h"

#include <sys/wait.h>

#define HEAP_PAGES 256 /* 1 MiB */

const char *nop_program = "/bin/true";

static void touch(volatile char *memory)
{
	for (int page = 0; page < HEAP_PAGES; page++)
		memory[page * PAGE] = 1;
}

/* 1 MiB more of heap, each page of it written to. */
static char *grow_heap(void)
{
	char *memory = sbrk(HEAP_PAGES * PAGE);

	if (memory == (char *)-1)
		err(1, "sbrk");
	touch(memory);
	return memory;
}

static void shrink_heap(void)
{
	sbrk(-HEAP_PAGES * PAGE);
}

/* A child that has to end with status 0. */
static void run_child(void (*body)(char *memory), char *memory)
{
	pid_t child = fork();
	int status;

	if (child < 0)
		err(1, "fork");
	if (child == 0)
		body(memory);
	if (waitpid(child, &status, 0) != child)
		err(1, "wait");
	if (status != 0)
		errx(1, "a child ended with status %#x", (unsigned int)status);
}

static void run_children(unsigned long rounds, void (*body)(char *memory), char *memory)
{
	timer_start();
	for (unsigned long i = 0; i < rounds; i++)
		run_child(body, memory);
	timer_stop();
}

static void leave(char *memory)
{
	(void)memory;
	_exit(0);
}

static void write_and_leave(char *memory)
{
	touch(memory);
	_exit(0);
}

static void become_nop(char *memory)
{
	char *arguments[] = { (char *)(uintptr_t)nop_program, NULL };

	(void)memory;
	execv(nop_program, arguments);
	warn("%s", nop_program);
	_exit(1);
}

static void run_fork_exit_wait(unsigned long rounds)
{
	run_children(rounds, leave, NULL);
}

static void run_fork_1m(unsigned long rounds)
{
	run_children(rounds, leave, grow_heap());
	shrink_heap();
}

static void run_fork_1m_write(unsigned long rounds)
{
	run_children(rounds, write_and_leave, grow_heap());
	shrink_heap();
}

static void run_fork_exec_wait(unsigned long rounds)
{
	run_children(rounds, become_nop, NULL);
}

static void run_sbrk_page(unsigned long rounds)
{
	timer_start();
	for (unsigned long i = 0; i < rounds; i++)
		if (sbrk(PAGE) == (void *)-1 || sbrk(-PAGE) == (void *)-1)
			err(1, "sbrk");
	timer_stop();
}

/* A page's share of growing and shrinking the heap is part of the figure. */
static void run_page_touch(unsigned long rounds)
{
	timer_start();
	for (unsigned long i = 0; i < rounds; i++) {
		grow_heap();
		shrink_heap();
	}
	timer_stop();
}

const struct row process_rows[] = {
	{ "fork_exit_wait", run_fork_exit_wait, 1, "fork, exit of the child, wait" },
	{ "fork_1m", run_fork_1m, 1, "the same with 1 MiB more of heap in use" },
	{ "fork_1m_write", run_fork_1m_write, 1, "and the child writes to each page of it" },
	{ "fork_exec_wait", run_fork_exec_wait, 1, "fork, exec of /bin/true (-x: another), wait" },
	{ "sbrk_page", run_sbrk_page, 1, "the heap a page longer and shorter, untouched" },
	{ "page_touch", run_page_touch, HEAP_PAGES, "a new page of the heap, written to" },
	{ NULL, NULL, 0, NULL },
};
