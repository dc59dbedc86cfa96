/* Bytes through pipes. */
#include "bench.h"

#include <sys/wait.h>

static void make_pipe(int ends[2])
{
	if (pipe(ends) < 0)
		err(1, "pipe");
}

static pid_t make_child(void)
{
	pid_t child = fork();

	if (child < 0)
		err(1, "fork");
	return child;
}

static void give(int to, size_t size)
{
	if (write(to, out_piece, size) != (ssize_t)size)
		err(1, "write to a pipe");
}

static void take(int from)
{
	if (read(from, in_piece, 1) != 1)
		err(1, "read from a pipe");
}

static void run_pipe_self(unsigned long rounds)
{
	int ends[2];

	make_pipe(ends);
	timer_start();
	for (unsigned long i = 0; i < rounds; i++) {
		give(ends[1], 1);
		take(ends[0]);
	}
	timer_stop();
	close(ends[0]);
	close(ends[1]);
}

/* Two pipes with this program at one end of each and a child at the other. */
struct partner {
	int there, back;
	pid_t pid;
};

/* start_partner - a child that runs `body` with its ends of the pipes until that returns. */
static struct partner start_partner(void (*body)(int from, int to, uint64_t bytes), uint64_t bytes)
{
	int there[2], back[2];
	struct partner partner;

	make_pipe(there);
	make_pipe(back);
	partner.pid = make_child();
	if (partner.pid == 0) {
		close(there[1]);
		close(back[0]);
		body(there[0], back[1], bytes);
		_exit(0);
	}
	close(there[0]);
	close(back[1]);
	partner.there = there[1];
	partner.back = back[0];
	return partner;
}

static void end_partner(const struct partner *partner)
{
	close(partner->there);
	close(partner->back);
	waitpid(partner->pid, NULL, 0);
}

static void echo(int from, int to, uint64_t bytes)
{
	char byte;

	(void)bytes;
	while (read(from, &byte, 1) == 1 && write(to, &byte, 1) == 1)
		continue;
}

/* The first round is for starting the child. */
static void run_pipe_pingpong(unsigned long rounds)
{
	struct partner partner = start_partner(echo, 0);

	give(partner.there, 1);
	take(partner.back);
	timer_start();
	for (unsigned long i = 0; i < rounds; i++) {
		give(partner.there, 1);
		take(partner.back);
	}
	timer_stop();
	end_partner(&partner);
}

static size_t piece_size;

/* Say that one is there, take all, and say that it has come. */
static void swallow(int from, int to, uint64_t bytes)
{
	ssize_t count;

	give(to, 1);
	for (; bytes > 0; bytes -= (uint64_t)count) {
		count = read(from, in_piece, piece_size);
		if (count <= 0)
			_exit(1);
	}
	give(to, 1);
}

static void run_pipe_bandwidth(unsigned long rounds, size_t size)
{
	struct partner partner;

	piece_size = size;
	partner = start_partner(swallow, rounds * size);
	take(partner.back);
	timer_start();
	for (unsigned long i = 0; i < rounds; i++)
		give(partner.there, size);
	take(partner.back);
	timer_stop();
	end_partner(&partner);
}

static void run_pipe_bw_4096(unsigned long rounds)
{
	run_pipe_bandwidth(rounds, 4096);
}

static void run_pipe_bw_512(unsigned long rounds)
{
	run_pipe_bandwidth(rounds, 512);
}

const struct row pipe_rows[] = {
	{ "pipe_self", run_pipe_self, 1, "a byte into a pipe and out again, one process" },
	{ "pipe_pingpong", run_pipe_pingpong, 1, "a byte to a child and back: two switches" },
	{ "pipe_bw_4096", run_pipe_bw_4096, 1, "4096 bytes through a pipe to a child" },
	{ "pipe_bw_512", run_pipe_bw_512, 1, "512 bytes through a pipe to a child" },
	{ NULL, NULL, 0, NULL },
};
