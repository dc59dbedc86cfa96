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
 *
 * With -t there is one process, which makes more calls and writes each down with what came of it.
 * Linux, given the same seed, has to write the same.
 */
#include "grind.h"

#include <dirent.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define PROCESSES    4
#define CALLS	     150
#define CALLS_TRACED 1000

bool tracing;

static uint64_t state;

/* xorshift64*. */
unsigned int below(unsigned int limit)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (unsigned int)((state * 0x2545f4914f6cdd1d) >> 33) % limit;
}

bool chance(unsigned int times)
{
	return below(times) == 0;
}

static void seed_with(uint64_t seed)
{
	state = seed * 0x9e3779b97f4a7c15 + 0x1234567;
	if (state == 0)
		state = 1;
	for (int i = 0; i < 10; i++)
		below(1);
}

void trace(long result, const char *format, ...)
{
	int error = errno;
	va_list arguments;

	if (!tracing)
		return;
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	if (result == -1)
		printf(" = error %d\n", error);
	else
		printf(" = %ld\n", result);
	errno = error;
}

unsigned int sum(const void *bytes, size_t size)
{
	const unsigned char *byte = bytes;
	unsigned int result = 1;

	while (size-- > 0)
		result = result * 31 + *byte++;
	return result;
}

/* One of a table; all tables are as likely as they are long. */
static void make_some_call(void)
{
	static void (*const *const tables[])(void) = { name_calls, file_calls, process_calls };
	static unsigned int counts[3];
	unsigned int which, table = 0;

	for (int i = 0; i < 3 && counts[2] == 0; i++)
		while (tables[i][counts[i]] != NULL)
			counts[i]++;
	which = below(counts[0] + counts[1] + counts[2]);
	while (which >= counts[table])
		which -= counts[table++];
	tables[table][which]();
}

static void grind(uint64_t seed, int calls)
{
	seed_with(seed);
	start_names();
	start_files();
	for (int i = 0; i < calls; i++)
		make_some_call();
	end_files();
}

/* Remove a file, or a folder with all that is in it. */
static void remove_tree(const char *path)
{
	struct dirent *entry;
	struct stat status;
	DIR *folder;

	if (unlink(path) == 0 || lstat(path, &status) < 0 || !S_ISDIR(status.st_mode))
		return;
	/* Another round for what the first has not seen, since removing moves entries. */
	for (int round = 0; round < 5 && rmdir(path) < 0 && chdir(path) == 0; round++) {
		folder = opendir(".");
		while (folder != NULL && (entry = readdir(folder)) != NULL)
			if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
				remove_tree(entry->d_name);
		closedir(folder);
		if (chdir("..") < 0)
			exit(14);
	}
}

static pid_t start_grinder(const char *folder, uint64_t seed)
{
	pid_t child = fork();

	if (child == 0) {
		if (chdir(folder) < 0)
			_exit(15);
		grind(seed, tracing ? CALLS_TRACED : CALLS);
		fflush(stdout);
		_exit(0);
	}
	return child;
}

static bool ended_well(pid_t child, unsigned int number)
{
	int status = -1;

	if (child < 0)
		return true;
	waitpid(child, &status, 0);
	if (status != 0)
		printf("grind: process %u ended with status %#x\n", number, (unsigned int)status);
	return status == 0;
}

/* One round. Returns whether all processes ended as they should and nothing is left. */
static bool run_round(const char *folder, uint64_t seed)
{
	unsigned int count = tracing ? 1 : PROCESSES;
	pid_t children[PROCESSES];
	bool good = true;

	if (mkdir(folder, 0755) < 0)
		return false;
	for (unsigned int i = 0; i < count; i++)
		children[i] = start_grinder(folder, seed * PROCESSES + i);
	for (unsigned int i = 0; i < count; i++)
		good = ended_well(children[i], i) && good;
	remove_tree(folder);
	if (access(folder, F_OK) == 0) {
		printf("grind: %s cannot be removed\n", folder);
		return false;
	}
	return good;
}

static int usage(void)
{
	fprintf(stderr, "usage: grind [-t] [-s SEED] [-n ROUNDS]\n");
	return 2;
}

int main(int argc, char **argv)
{
	unsigned long seed = 1, rounds = 0, round;
	char folder[32];
	int option;

	while ((option = getopt(argc, argv, "s:n:t")) != -1) {
		if (option == 's')
			seed = strtoul(optarg, NULL, 0);
		else if (option == 'n')
			rounds = strtoul(optarg, NULL, 0);
		else if (option == 't')
			tracing = true;
		else
			return usage();
	}
	/* What was handed down would change the numbers of those that are opened. */
	for (int file = 3; tracing && file < 60; file++)
		close(file);
	snprintf(folder, sizeof(folder), "grind.%d", (int)getpid());
	for (round = 0; rounds == 0 || round < rounds; round++) {
		if (!run_round(folder, seed + round)) {
			printf("grind: failed; again with: grind -s %lu -n 1\n", seed + round);
			return 1;
		}
		if (rounds == 0 && round % 20 == 0 && !tracing)
			printf("grind: seed %lu, round %lu\n", seed, round);
		fflush(stdout);
	}
	printf("grind: %lu rounds from seed %lu\n", round, seed);
	return 0;
}
