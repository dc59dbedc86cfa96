/*
 * Every way in which a call can run out of memory or meet a failing disk: the n-th of its
 * allocations and disk requests fails, for n from 1 until the call makes fewer. It has to work or
 * to give one of a few errors; afterwards, as with every test, nothing is missing.
 *
 * Each try has a process of its own, since without memory a program may also die of SIGKILL.
 */
#include "usertests.h"

#define EACH 256 /* up to here each number is tried, beyond that of each 256th part one */
#define LIMIT 4000

/* Exit statuses of a try. */
enum {
	WORKED = 0,
	FAILED_WELL = 1,
	WRONG = 2,
	UNTOUCHED = 3, /* it worked, and had fewer than n chances to fail */
};

static int orders;

static void order(const char *number)
{
	if (write(orders, number, strlen(number)) < 0)
		_exit(WRONG);
}

static bool failure_came(void)
{
	char text[16] = "";

	if (pread(orders, text, sizeof(text) - 1, 0) < 1)
		_exit(WRONG);
	return atoi(text) == 0;
}

static bool is_good_error(int error)
{
	return error == ENOMEM || error == EIO || error == EAGAIN || error == ENFILE ||
	       error == EROFS;
}

/* `operation` returns 0 or -1 with errno. */
static _Noreturn void try_once(int (*operation)(void), unsigned int n)
{
	char number[16];
	int result, error;

	orders = open("/proc/self/fail-nth", O_RDWR);
	snprintf(number, sizeof(number), "%u", n);
	order(number);
	result = operation();
	error = errno;
	order("0");
	if (!failure_came())
		_exit(result == 0 ? UNTOUCHED : WRONG);
	if (result == 0)
		_exit(WORKED);
	if (!is_good_error(error)) {
		dprintf(1, "  with failure %u: error %d, %s\n", n, error, strerror(error));
		_exit(WRONG);
	}
	_exit(FAILED_WELL);
}

/* Returns whether there may be a larger n to try. */
static bool try_nth(int (*operation)(void), unsigned int n)
{
	pid_t child = fork();
	int status = -1;

	if (child == 0)
		try_once(operation, n);
	EXPECT(child > 0);
	EXPECT_VALUE(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGBUS))
		return true;
	if (!WIFEXITED(status) || WEXITSTATUS(status) == WRONG)
		fail("", 0, "expected a result or an error when failure %u comes, got status %#x",
		     n, (unsigned int)status);
	return WEXITSTATUS(status) != UNTOUCHED;
}

/* At least one failure must have come, or the test would test nothing. */
static void sweep(int (*operation)(void), void (*undo)(void))
{
	unsigned int n = 1;

	while (try_nth(operation, n)) {
		undo();
		n += 1 + n / EACH;
		EXPECT(n < LIMIT);
	}
	undo();
	EXPECT(n > 1);
}

static void nothing(void)
{
}

static int fork_and_wait(void)
{
	pid_t child = fork();

	if (child < 0)
		return -1;
	if (child == 0)
		_exit(0);
	return waitpid(child, NULL, 0) == child ? 0 : -1;
}

static void failures_in_fork(void)
{
	sweep(fork_and_wait, nothing);
}

static int spawn(void)
{
	char *const arguments[] = { "true", NULL };
	pid_t child = vfork();
	int status;

	if (child < 0)
		return -1;
	if (child == 0) {
		execv("/bin/true", arguments);
		_exit(errno == EIO || errno == ENOMEM ? 1 : 2);
	}
	if (waitpid(child, &status, 0) != child)
		return -1;
	errno = WIFEXITED(status) && WEXITSTATUS(status) == 1 ? ENOMEM : EINVAL;
	return status == 0 ? 0 : -1;
}

static void failures_before_exec(void)
{
	sweep(spawn, nothing);
}

/* The process itself becomes another: the failures come inside execve. */
static int become_true(void)
{
	char *const arguments[] = { "again", "3", NULL };

	execv(self_path, arguments);
	return -1;
}

static void failures_in_exec(void)
{
	sweep(become_true, nothing);
}

static char bytes[20000];

static int create_and_write(void)
{
	int file = open("made", O_RDWR | O_CREAT, 0644);
	ssize_t written;

	if (file < 0)
		return -1;
	written = write(file, bytes, sizeof(bytes));
	return written < 0 ? -1 : 0;
}

static void remove_made(void)
{
	unlink("made");
	rmdir("made");
}

static void failures_in_creating_and_writing(void)
{
	memset(bytes, 'x', sizeof(bytes)); /* so that their pages are there */
	sweep(create_and_write, remove_made);
}

static int make_folder(void)
{
	return mkdir("made", 0755);
}

static void failures_in_mkdir(void)
{
	sweep(make_folder, remove_made);
}

static int make_pipe(void)
{
	int ends[2];
	char byte = 'x';

	if (pipe(ends) < 0)
		return -1;
	return write(ends[1], &byte, 1) == 1 && read(ends[0], &byte, 1) == 1 ? 0 : -1;
}

static void failures_in_pipe(void)
{
	sweep(make_pipe, nothing);
}

static int touch_heap(void)
{
	char *memory = sbrk(5 * PAGE);

	if (memory == (void *)-1)
		return -1;
	for (int i = 0; i < 5; i++)
		memory[i * PAGE] = 1;
	return 0;
}

static void failures_in_touching_memory(void)
{
	sweep(touch_heap, nothing);
}

static int look_at_proc(void)
{
	char text[200];
	int file = open("/proc/meminfo", O_RDONLY);

	if (file < 0)
		return -1;
	return read(file, text, sizeof(text)) > 0 ? 0 : -1;
}

static void failures_in_proc(void)
{
	sweep(look_at_proc, nothing);
}

static int rename_and_link(void)
{
	if (rename("old", "made") < 0 || link("made", "old") < 0)
		return -1;
	return 0;
}

static void make_old(void)
{
	unlink("made");
	unlink("old");
	put_file("old", "x");
}

static void failures_in_rename_and_link(void)
{
	make_old();
	/* Nothing is allocated when all is in the cache: the folder is a fresh one each time. */
	EXPECT_OK(rename_and_link());
	make_old();
	for (unsigned int n = 1; n < 20 && try_nth(rename_and_link, n); n++)
		make_old();
}

static int follow_links(void)
{
	struct stat status;

	return stat("link/to/file", &status) < 0 ? -1 : 0;
}

static void failures_in_following_links(void)
{
	EXPECT_OK(mkdir("folder", 0755));
	EXPECT_OK(mkdir("folder/to", 0755));
	put_file("folder/to/file", "x");
	EXPECT_OK(symlink("folder", "link"));
	sweep(follow_links, nothing);
}

static void orders_are_checked(void)
{
	int file = open("/proc/self/fail-nth", O_RDWR);

	EXPECT_ERROR(write(file, "x", 1), EINVAL);
	EXPECT_ERROR(write(file, "1x", 2), EINVAL);
	EXPECT_OK(close(file));
	file = open("/proc/1/fail-nth", O_RDWR);
	EXPECT_ERROR(write(file, "1", 1), EPERM);
	EXPECT_OK(close(file));
}

const struct test injection_tests[] = {
	{ "orders_are_checked", TEST_FAULTS, orders_are_checked },
	{ "failures_in_fork", TEST_FAULTS, failures_in_fork },
	{ "failures_before_exec", TEST_FAULTS | TEST_NATIVE, failures_before_exec },
	{ "failures_in_exec", TEST_FAULTS | TEST_NATIVE, failures_in_exec },
	{ "failures_in_creating_and_writing", TEST_FAULTS, failures_in_creating_and_writing },
	{ "failures_in_mkdir", TEST_FAULTS, failures_in_mkdir },
	{ "failures_in_pipe", TEST_FAULTS, failures_in_pipe },
	{ "failures_in_touching_memory", TEST_FAULTS, failures_in_touching_memory },
	{ "failures_in_proc", TEST_FAULTS, failures_in_proc },
	{ "failures_in_rename_and_link", TEST_FAULTS, failures_in_rename_and_link },
	{ "failures_in_following_links", TEST_FAULTS, failures_in_following_links },
	{ NULL, 0, NULL },
};
