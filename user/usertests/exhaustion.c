/* Running out of everything: the call that gets no more says so, and all comes back. */
#include "usertests.h"

#include <sys/statfs.h>

static int ends[2];

static void wait_for_the_pipe_to_end(void)
{
	char byte;

	close(ends[1]);
	read(ends[0], &byte, 1);
}

/* Fork until it fails; returns the number of children, which all wait for the pipe. */
static int fork_until_it_fails(pid_t *children, int limit, int *error)
{
	int count = 0;

	while (count < limit) {
		children[count] = fork();
		if (children[count] == 0) {
			wait_for_the_pipe_to_end();
			_exit(0);
		}
		if (children[count] < 0) {
			*error = errno;
			break;
		}
		count++;
	}
	return count;
}

static void processes_run_out_and_come_back(void)
{
	pid_t children[400];

	for (int round = 0; round < 3; round++) {
		int error = 0, count;

		EXPECT_OK(pipe(ends));
		count = fork_until_it_fails(children, 400, &error);
		close(ends[0]);
		close(ends[1]);
		for (int i = 0; i < count; i++)
			join(children[i]);
		EXPECT(count > 10 && count < 400);
		EXPECT_VALUE(error, EAGAIN);
	}
}

/* Take all memory there is, in steps that get smaller; what cannot be had is refused or kills. */
static void eat_memory(void)
{
	for (;;) {
		char *memory = sbrk(64 * PAGE);

		if (memory == (char *)-1)
			_exit(1);
		for (int page = 0; page < 64; page++)
			memory[page * PAGE] = 1;
	}
}

static void memory_runs_out_and_comes_back(void)
{
	int status;

	put_file("a", "before");
	for (int round = 0; round < 2; round++) {
		status = status_of(eat_memory);
		EXPECT(status == 1 << 8 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
		EXPECT(file_holds("a", "before"));
	}
}

static void make_calls_in_need(void)
{
	int file, ends_here[2];
	struct stat status;
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	if (child > 0)
		waitpid(child, NULL, 0);
	file = open("in-need", O_RDWR | O_CREAT, 0644);
	if (file >= 0) {
		write(file, "some bytes", 10);
		close(file);
	}
	mkdir("folder", 0755);
	rename("folder", "other");
	stat("other", &status);
	if (pipe(ends_here) == 0) {
		fcntl(ends_here[1], F_SETFL, O_NONBLOCK);
		write(ends_here[1], "x", 1);
	}
	rmdir("other");
	unlink("in-need");
}

static void fill_then_call(void)
{
	pid_t eater;
	int status;

	eater = fork();
	EXPECT(eater >= 0);
	if (eater == 0)
		eat_memory();
	while (waitpid(eater, &status, WNOHANG) == 0)
		make_calls_in_need();
}

/*
 * Calls of one process while another takes the last pages: none hurts the kernel. The caller may be
 * the one who wants a page when there is none, and die of it.
 */
static void calls_fail_well_when_memory_is_short(void)
{
	for (int round = 0; round < 2; round++) {
		int status = status_of(fill_then_call);

		EXPECT(status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
	}
}

/* Start a program when there is no memory: it runs, is refused, or is killed for want of pages. */
static void exec_in_need(void)
{
	char *arguments[] = { AGAIN, "9", NULL };

	execve(self_path, arguments, environ);
	_exit(errno);
}

static void fill_then_exec(void)
{
	pid_t eater = start(eat_memory);
	int status;

	while (waitpid(eater, &status, WNOHANG) == 0) {
		pid_t child = fork();

		if (child == 0)
			exec_in_need();
		if (child < 0)
			continue;
		EXPECT_VALUE(waitpid(child, &status, 0), child);
		EXPECT(status == 9 << 8 || status == ENOMEM << 8 ||
		       (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
	}
}

static void exec_fails_well_when_memory_is_short(void)
{
	int status = status_of(fill_then_exec);

	EXPECT(status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
}

/* Lists of blocks until there are no more, which are given back and had again. */
static void malloc_until_it_fails(void)
{
	char **list = NULL, **block;

	while ((block = malloc(1024 * 1024)) != NULL) {
		*block = (char *)list;
		list = block;
	}
	EXPECT_VALUE(errno, ENOMEM);
	EXPECT(list != NULL);
	while ((block = list) != NULL) {
		list = (char **)(void *)*block;
		free(block);
	}
	block = malloc(20 * 1024);
	EXPECT(block != NULL);
	memset(block, 1, 20 * 1024);
}

static void malloc_fails_and_works_again(void)
{
	int status = status_of(malloc_until_it_fails);

	EXPECT(status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
}

static char *large;

static void fork_in_turn(int depth)
{
	pid_t child = depth < 50 ? fork() : -1;
	int status;

	if (child == 0) {
		memset(large, depth, 16 * 1024 * 1024);
		fork_in_turn(depth + 1);
		_exit(0);
	}
	if (child > 0)
		waitpid(child, &status, 0);
}

/* Copies of memory that add up to more than there is: a fork fails whole, or a writer dies. */
static void forks_that_want_all_memory(void)
{
	large = fresh_pages(16 * 1024 * 1024 / PAGE);
	memset(large, 99, 16 * 1024 * 1024);
	fork_in_turn(0);
	for (size_t at = 0; at < 16 * 1024 * 1024; at += PAGE)
		EXPECT_VALUE(large[at], 99);
}

/* Write to a file until the disk is full or the file as large as one can be. Returns its bytes. */
static long fill_file(const char *path)
{
	static char block[256 * 1024];
	int file = open(path, O_WRONLY | O_CREAT, 0644);
	ssize_t count;
	long total = 0;

	EXPECT(file >= 0);
	memset(block, 7, sizeof(block));
	while ((count = write(file, block, sizeof(block))) > 0)
		total += count;
	EXPECT_VALUE(count, -1);
	EXPECT(errno == ENOSPC || errno == EFBIG);
	EXPECT_OK(close(file));
	EXPECT_VALUE(file_size(path), total);
	return total;
}

/* Fill the disk with files, until the last one gets nothing. Returns how many. */
static int fill_disk(void)
{
	char name[32];
	int count = 0;
	long got;

	do {
		snprintf(name, sizeof(name), "big%d", count++);
		got = fill_file(name);
	} while (got > 0);
	return count;
}

/* What wants blocks gets none, and says so; what wants none works. */
static void make_calls_on_a_full_disk(void)
{
	int file = open("a", O_RDWR);
	char name[40];
	int made = 0;

	EXPECT_ERROR(mkdir("folder", 0755), ENOSPC);
	EXPECT_ERROR(pwrite(file, "x", 1, 100000), ENOSPC);
	EXPECT_VALUE(file_size("a"), 4);
	EXPECT(file_holds("a", "text"));
	EXPECT_VALUE(pwrite(file, "T", 1, 0), 1);
	EXPECT_OK(fsync(file));
	EXPECT(file_holds("a", "Text"));
	EXPECT_OK(rename("a", "b"));
	EXPECT_OK(ftruncate(file, 50000));
	/* The folder has room for some names more, until it would need a block. */
	for (;; made++) {
		snprintf(name, sizeof(name), "a-link-with-a-long-name-%d", made);
		if (link("b", name) < 0)
			break;
	}
	EXPECT_VALUE(errno, ENOSPC);
	EXPECT_ERROR(symlink("b", "one-more-with-a-long-name"), ENOSPC);
	EXPECT_ERROR(open("one-more-with-a-long-name", O_RDWR | O_CREAT, 0644), ENOSPC);
	EXPECT_VALUE(file_links("b"), 1 + made);
}

static void disk_space_runs_out_and_comes_back(void)
{
	char name[32];
	int count;

	put_file("a", "text");
	count = fill_disk();
	make_calls_on_a_full_disk();
	while (count-- > 0) {
		snprintf(name, sizeof(name), "big%d", count);
		EXPECT_OK(unlink(name));
	}
	put_pattern("c", 100000, 3);
	expect_pattern("c", 100000, 3);
	EXPECT_OK(mkdir("folder", 0755));
}

#define NAMES_IN_A_FOLDER 250 /* few, since a name is looked for among all */

/* The path of the n-th of many files, in a folder that is made with its first. */
static const char *numbered(int number)
{
	static char path[32];

	snprintf(path, sizeof(path), "d%d", number / NAMES_IN_A_FOLDER);
	if (number % NAMES_IN_A_FOLDER == 0)
		mkdir(path, 0755);
	snprintf(path, sizeof(path), "d%d/%d", number / NAMES_IN_A_FOLDER, number);
	return path;
}

static void inodes_run_out_and_come_back(void)
{
	struct statfs files;
	int count = 0, file;

	while ((file = open(numbered(count), O_RDWR | O_CREAT, 0644)) >= 0) {
		close(file);
		count++;
	}
	EXPECT(errno == ENOSPC || errno == ENOENT); /* ENOENT: there was none for the folder */
	EXPECT(count > 10);
	EXPECT_OK(statfs(".", &files));
	EXPECT_OK(files.f_ffree);
	EXPECT_ERROR(open("f", O_RDWR | O_CREAT, 0644), ENOSPC);
	EXPECT_ERROR(mkdir("d", 0755), ENOSPC);
	EXPECT_ERROR(symlink("x", "l"), ENOSPC);
	EXPECT_ERROR(mknod("n", S_IFCHR | 0644, 0x105), ENOSPC);
	EXPECT_OK(link(numbered(1), "link"));
	while (count-- > 0)
		EXPECT_OK(unlink(numbered(count)));
	EXPECT_OK(mkdir("d", 0755));
}

static int reports[2], holder;

/* Say why there are no more files, and keep them. */
static void keep_files(int error)
{
	EXPECT_VALUE(write(reports[1], &error, sizeof(error)), sizeof(error));
	wait_for_the_pipe_to_end();
}

/* Open files until there are no more, each of its own. */
static void hold_many_files(void)
{
	char name[32];

	for (int i = 0;; i++) {
		snprintf(name, sizeof(name), "f%d-%d", holder, i);
		if (open(name, O_RDWR | O_CREAT, 0644) < 0)
			break;
	}
	keep_files(errno);
}

static void hold_one_file(void)
{
	while (open("a", O_RDONLY) >= 0)
		continue;
	keep_files(errno);
}

/* More open files than the system has, by processes that each have their limit. */
static void run_out_of_files(void (*hold)(void))
{
	pid_t children[30];
	int error, more[2];
	bool ran_out = false;

	put_file("a", "x");
	EXPECT_OK(pipe(ends));
	EXPECT_OK(pipe(reports));
	for (holder = 0; holder < 30; holder++)
		children[holder] = start(hold);
	for (int i = 0; i < 30; i++) {
		EXPECT_VALUE(read(reports[0], &error, sizeof(error)), sizeof(error));
		EXPECT(error == EMFILE || error == ENFILE);
		ran_out = ran_out || error == ENFILE;
	}
	EXPECT(ran_out);
	EXPECT_ERROR(open("a", O_RDONLY), ENFILE);
	EXPECT_ERROR(open("new", O_RDWR | O_CREAT, 0644), ENFILE);
	EXPECT_ERROR(pipe(more), ENFILE);
	close(ends[0]);
	close(ends[1]);
	for (int i = 0; i < 30; i++)
		join(children[i]);
	EXPECT(open("a", O_RDONLY) >= 0);
	EXPECT_VALUE(file_size("new"), -1);
}

static void open_files_run_out_and_come_back(void)
{
	run_out_of_files(hold_many_files);
}

/* There are inodes enough: what can not be opened is not created either. */
static void open_files_run_out_of_one(void)
{
	run_out_of_files(hold_one_file);
}

static void links_have_a_limit(void)
{
	int count = 0;

	put_file("a", "x");
	while (link("a", numbered(count)) == 0)
		count++;
	EXPECT_VALUE(errno, EMLINK);
	EXPECT_VALUE(file_links("a"), 1 + count);
	EXPECT(count > 30000);
	while (count-- > 0)
		EXPECT_OK(unlink(numbered(count)));
	EXPECT_VALUE(file_links("a"), 1);
}

const struct test exhaustion_tests[] = {
	{ "processes_run_out_and_come_back", 0, processes_run_out_and_come_back },
	{ "open_files_run_out_and_come_back", 0, open_files_run_out_and_come_back },
	{ "open_files_run_out_of_one", 0, open_files_run_out_of_one },
	{ "memory_runs_out_and_comes_back", 0, memory_runs_out_and_comes_back },
	{ "calls_fail_well_when_memory_is_short", 0, calls_fail_well_when_memory_is_short },
	{ "exec_fails_well_when_memory_is_short", 0, exec_fails_well_when_memory_is_short },
	{ "malloc_fails_and_works_again", 0, malloc_fails_and_works_again },
	{ "forks_that_want_all_memory", 0, forks_that_want_all_memory },
	{ "disk_space_runs_out_and_comes_back", TEST_SLOW, disk_space_runs_out_and_comes_back },
	{ "inodes_run_out_and_come_back", TEST_SLOW, inodes_run_out_and_come_back },
	{ "links_have_a_limit", TEST_SLOW, links_have_a_limit },
	{ NULL, 0, NULL },
};
