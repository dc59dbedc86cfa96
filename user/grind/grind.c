/*
 * grind: sequences of calls at random, in several processes at once, until it is stopped or has
 * made its rounds.
 *
 * All that a process does follows from the seed and the process's number, so that what one run has
 * found the same command line tries again (the order among processes is the scheduler's, of
 * course). Each round has a folder of its own for all of them; they make and remove the same few
 * names in it, keep a few descriptors open, fork, wait, kill, and hand the kernel bad pointers. No
 * result is wrong here: what must not happen is that the system stops, that a process dies which
 * nobody has killed, or that something is left when all have ended.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES  4
#define CALLS      150
#define OPEN_FILES 6

static uint64_t state;
static int files[OPEN_FILES];
static char buffer[8192];

/* A number below `limit` (xorshift64*). */
static unsigned int below(unsigned int limit)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (unsigned int)((state * 0x2545f4914f6cdd1d) >> 33) % limit;
}

static void seed_with(uint64_t seed)
{
	state = seed * 0x9e3779b97f4a7c15 + 0x1234567;
	if (state == 0)
		state = 1;
	for (int i = 0; i < 10; i++)
		below(1);
}

/* None leads out of the round's folder. */
static const char *some_name(void)
{
	static const char *const names[] = { "a",   "b",     "c",     "d",   "d/a",   "d/b", "e",
					     "e/a", "d/e",   "d/e/a", "e/d", "a/b",   ".",   "..",
					     "",    "./a/", "absent" };

	return names[below(sizeof(names) / sizeof(names[0]))];
}

static int *some_file(void)
{
	return &files[below(OPEN_FILES)];
}

static void *some_memory(void)
{
	static void *const bad[] = { NULL, (void *)0x4000000000, (void *)-8, (void *)0x80200000 };

	return below(8) == 0 ? bad[below(4)] : buffer + below(4000);
}

static void call_open(void)
{
	static const int flags[] = { O_RDONLY, O_WRONLY, O_RDWR };
	int *file = some_file();

	if (*file >= 0)
		close(*file);
	*file = open(some_name(), flags[below(3)] | (below(2) ? O_CREAT : 0) |
				  (below(5) == 0 ? O_TRUNC : 0) | (below(5) == 0 ? O_APPEND : 0) |
				  (below(9) == 0 ? O_EXCL : 0), 0644);
}

static void call_close(void)
{
	int *file = some_file();

	close(*file);
	*file = -1;
}

static void call_write(void)
{
	write(*some_file(), some_memory(), below(4096));
}

static void call_read(void)
{
	read(*some_file(), some_memory(), below(4096));
}

static void call_seek(void)
{
	lseek(*some_file(), (off_t)below(60000) - 1000, (int)below(4));
}

static void call_truncate(void)
{
	ftruncate(*some_file(), (off_t)below(100000) - 10);
}

static void call_mkdir(void)
{
	mkdir(some_name(), 0755);
}

static void call_remove(void)
{
	if (below(2))
		unlink(some_name());
	else
		rmdir(some_name());
}

static void call_link(void)
{
	link(some_name(), some_name());
}

static void call_symlink(void)
{
	static const char *const targets[] = { "a", "b", "d/a", "e", "absent" };

	symlink(targets[below(5)], some_name());
}

static void call_rename(void)
{
	rename(some_name(), some_name());
}

static void call_stat(void)
{
	struct stat status;

	stat(some_name(), &status);
	fstat(*some_file(), some_memory());
}

static void call_chdir(void)
{
	static const char *const folders[] = { "d", "e", "d/e", "." };

	chdir(folders[below(4)]);
}

/* A byte that goes into a pipe comes out. */
static void call_pipe(void)
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
	unsigned int size = (below(8) + 1) * 4096;
	char *memory = sbrk((intptr_t)size);

	if (memory == (char *)-1)
		return;
	memory[below(size)] = 1;
	if (sbrk(-(intptr_t)size) == (void *)-1)
		_exit(11);
}

/* A child that ends by itself or is killed, and is waited for. */
static void call_fork(void)
{
	bool is_killed = below(3) == 0;
	pid_t child = fork();
	int status;

	if (child < 0)
		return;
	if (child == 0) {
		if (is_killed)
			sleep(100);
		write(*some_file(), buffer, below(100));
		_exit(3);
	}
	if (is_killed)
		kill(child, SIGKILL);
	if (waitpid(child, &status, 0) != child)
		_exit(12);
	if (is_killed ? !WIFSIGNALED(status) : status != 3 << 8)
		_exit(13);
}

static void call_sync(void)
{
	if (below(10) == 0)
		fsync(*some_file());
}

static void (*const calls[])(void) = {
	call_open,   call_open, call_close,   call_write,  call_write, call_read,
	call_seek,   call_stat, call_mkdir,   call_remove, call_link,  call_symlink,
	call_rename, call_pipe, call_truncate, call_chdir, call_sbrk,  call_fork,
	call_sync,
};

static void grind(uint64_t seed)
{
	seed_with(seed);
	for (int i = 0; i < OPEN_FILES; i++)
		files[i] = -1;
	for (int i = 0; i < CALLS; i++)
		calls[below(sizeof(calls) / sizeof(calls[0]))]();
}

/* Remove what the processes may have made, at all the places to which they may have moved it. */
static void clean(int depth)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "absent" };

	for (int i = 0; i < 6; i++) {
		if (unlink(names[i]) == 0 || rmdir(names[i]) == 0)
			continue;
		if (depth < 20 && chdir(names[i]) == 0) {
			clean(depth + 1);
			if (chdir("..") < 0)
				_exit(14);
			rmdir(names[i]);
		}
	}
}

static pid_t start_grinder(const char *folder, uint64_t seed)
{
	pid_t child = fork();

	if (child == 0) {
		if (chdir(folder) < 0)
			_exit(15);
		grind(seed);
		_exit(0);
	}
	return child;
}

/* One round. Returns whether all processes ended as they should and nothing is left. */
static bool run_round(const char *folder, uint64_t seed)
{
	pid_t children[PROCESSES];
	bool good = true;
	int status;

	if (mkdir(folder, 0755) < 0)
		return false;
	for (unsigned int i = 0; i < PROCESSES; i++)
		children[i] = start_grinder(folder, seed * PROCESSES + i);
	for (int i = 0; i < PROCESSES; i++) {
		status = -1;
		if (children[i] < 0)
			continue;
		waitpid(children[i], &status, 0);
		if (status != 0) {
			printf("grind: process %d ended with status %#x\n", i,
			       (unsigned int)status);
			good = false;
		}
	}
	if (chdir(folder) < 0)
		return false;
	clean(0);
	if (chdir("..") < 0 || rmdir(folder) < 0) {
		printf("grind: %s: %s\n", folder, strerror(errno));
		return false;
	}
	return good;
}

static int usage(void)
{
	fprintf(stderr, "usage: grind [-s SEED] [-n ROUNDS]\n");
	return 2;
}

int main(int argc, char **argv)
{
	unsigned long seed = 1, rounds = 0, round;
	char folder[32];
	int option;

	while ((option = getopt(argc, argv, "s:n:")) != -1) {
		if (option == 's')
			seed = strtoul(optarg, NULL, 0);
		else if (option == 'n')
			rounds = strtoul(optarg, NULL, 0);
		else
			return usage();
	}
	snprintf(folder, sizeof(folder), "grind.%d", (int)getpid());
	for (round = 0; rounds == 0 || round < rounds; round++) {
		if (!run_round(folder, seed + round)) {
			printf("grind: failed; again with: grind -s %lu -n 1\n", seed + round);
			return 1;
		}
		if (rounds == 0 && round % 20 == 0) {
			printf("grind: seed %lu, round %lu\n", seed, round);
			fflush(stdout);
		}
	}
	printf("grind: %lu rounds from seed %lu\n", round, seed);
	return 0;
}
