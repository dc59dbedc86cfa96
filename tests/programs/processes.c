/* Processes: their ends, their children, exec and pipes between them. */
#include "check.h"

#include <sys/mman.h>
#include <sys/uio.h>

extern char **environ;
static const char *self;

static void exit_with_seven(void)
{
	_exit(7);
}

static void check_statuses(void)
{
	int status = status_of(exit_with_seven);

	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	CHECK_ERROR(wait(&status), ECHILD);
	CHECK_ERROR(waitpid(1, &status, 0), ECHILD);
	CHECK_ERROR(waitpid(99999, &status, WNOHANG), ECHILD);
}

static void check_nohang(void)
{
	int ends[2], status;
	pid_t child;
	char byte;

	CHECK(pipe(ends) == 0);
	child = fork();
	if (child == 0) {
		close(ends[1]);
		_exit(read(ends[0], &byte, 1) == 0 ? 3 : 4);
	}
	CHECK(waitpid(child, &status, WNOHANG) == 0);
	close(ends[0]);
	close(ends[1]);
	CHECK(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 3);
}

static void check_kill(void)
{
	int ends[2], status;
	pid_t child;
	char byte;

	CHECK(pipe(ends) == 0);
	child = fork();
	if (child == 0) {
		read(ends[0], &byte, 1);
		_exit(0);
	}
	CHECK(kill(child, 0) == 0);
	CHECK(kill(child, SIGKILL) == 0);
	CHECK(waitpid(child, &status, 0) == child);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	CHECK_ERROR(kill(child, 0), ESRCH);
	CHECK_ERROR(kill(getpid(), 1000), EINVAL);
	close(ends[0]);
	close(ends[1]);
}

/* A child of a dead parent gets another; nobody waits for it here. */
static void check_orphan(void)
{
	int ends[2];
	pid_t middle, parent = 0;

	CHECK(pipe(ends) == 0);
	middle = fork();
	if (middle == 0) {
		pid_t before = getpid();

		if (fork() == 0) {
			while (getppid() == before)
				usleep(1000);
			parent = getppid();
			write(ends[1], &parent, sizeof(parent));
		}
		_exit(0);
	}
	CHECK(waitpid(middle, NULL, 0) == middle);
	CHECK(read(ends[0], &parent, sizeof(parent)) == sizeof(parent));
	CHECK(parent > 0 && parent != middle);
	close(ends[0]);
	close(ends[1]);
}

static void write_without_reader(void)
{
	int ends[2];

	if (pipe(ends) == 0 && close(ends[0]) == 0)
		write(ends[1], "x", 1);
}

static void check_pipe(void)
{
	int ends[2], status;
	char buffer[1000];
	long total = 0, sum = 0;
	ssize_t count;
	pid_t child;

	CHECK(pipe(ends) == 0);
	child = fork();
	if (child == 0) {
		close(ends[0]);
		memset(buffer, 3, sizeof(buffer));
		for (int round = 0; round < 1000; round++)
			if (write(ends[1], buffer, sizeof(buffer)) != sizeof(buffer))
				_exit(1);
		_exit(0);
	}
	close(ends[1]);
	while ((count = read(ends[0], buffer, 777)) > 0) {
		total += count;
		for (ssize_t index = 0; index < count; index++)
			sum += buffer[index];
	}
	CHECK(count == 0 && total == 1000000 && sum == 3000000);
	CHECK(waitpid(child, &status, 0) == child && status == 0);
	CHECK_ERROR(lseek(ends[0], 0, SEEK_SET), ESPIPE);
	CHECK_ERROR(write(ends[0], "x", 1), EBADF);
	close(ends[0]);
	CHECK(killed_by(write_without_reader, SIGPIPE));
}

/* What is there is handed out at once, though the second piece stays empty. */
static void check_pieces(void)
{
	char first[4], second[4];
	struct iovec pieces[] = { { first, 4 }, { second, 4 } };
	int ends[2];
	pid_t child;

	CHECK(pipe(ends) == 0);
	CHECK(write(ends[1], "abcd", 4) == 4);
	child = fork();
	if (child == 0) {
		usleep(200000);
		_exit(write(ends[1], "efgh", 4) != 4);
	}
	CHECK(readv(ends[0], pieces, 2) == 4);
	CHECK(waitpid(child, NULL, 0) == child);
	pieces[0].iov_len = -1ul;
	CHECK_ERROR(readv(ends[0], pieces, 2), EINVAL);
	close(ends[0]);
	close(ends[1]);
}

static void check_exec_errors(void)
{
	char *arguments[] = { "x", NULL };
	int file = open("script", O_WRONLY | O_CREAT | O_TRUNC, 0755);

	CHECK(write(file, "no program\n", 11) == 11);
	close(file);
	CHECK_ERROR(execve("script", arguments, environ), ENOEXEC);
	CHECK_ERROR(execve("absent", arguments, environ), ENOENT);
	CHECK_ERROR(execve("script/x", arguments, environ), ENOTDIR);
	CHECK_ERROR(execve(".", arguments, environ), EACCES);
}

static void exec_many(int count)
{
	static char *arguments[600];
	char *variables[] = { "COLOUR=blue", NULL };
	static char number[16];

	snprintf(number, sizeof(number), "%d", count);
	arguments[0] = "again";
	arguments[1] = number;
	for (int index = 2; index < count; index++)
		arguments[index] = "argument";
	execve(self, arguments, variables);
	_exit(98);
}

static void exec_3(void)
{
	exec_many(3);
}

static void exec_32(void)
{
	exec_many(32);
}

static void exec_500(void)
{
	exec_many(500);
}

/* What the program does when it was started by exec_many. */
static int check_own_arguments(int count, char **arguments)
{
	const char *colour = getenv("COLOUR");

	CHECK(atoi(arguments[1]) == count);
	for (int index = 2; index < count; index++)
		CHECK(strcmp(arguments[index], "argument") == 0);
	CHECK(arguments[count] == NULL);
	CHECK(colour && strcmp(colour, "blue") == 0 && environ[1] == NULL);
	return failures;
}

static void check_fork_shares_offsets_but_no_memory(void)
{
	static int value = 1;
	int file = open("shared", O_RDWR | O_CREAT | O_TRUNC, 0644);
	pid_t child = fork();

	if (child == 0) {
		value = 2;
		_exit(write(file, "child", 5) == 5 ? 0 : 1);
	}
	CHECK(waitpid(child, NULL, 0) == child);
	CHECK(value == 1);
	CHECK(lseek(file, 0, SEEK_CUR) == 5);
	close(file);
}

static void check_heap(void)
{
	char *start = sbrk(0), *old = sbrk(100000);

	CHECK(old == start && (char *)sbrk(0) == start + 100000);
	memset(old, 5, 100000);
	CHECK(sbrk(-100000) == start + 100000 && sbrk(0) == start);
	CHECK(sbrk(100000) == start && start[50000] == 0);
	CHECK(sbrk(-100000) != (void *)-1);
	CHECK_ERROR(sbrk(1l << 46), ENOMEM);
}

static char *guarded;

static void write_behind(void)
{
	*(volatile char *)(guarded + 4096) = 1;
}

/* A heap whose parts have rights of their own still shrinks and grows as one. */
static void check_heap_in_parts(void)
{
	char *start;

	CHECK(sbrk(-(long)sbrk(0) & 4095) != (void *)-1);
	start = sbrk(0);
	CHECK(sbrk(5 * 4096) == start);
	memset(start, 6, 5 * 4096);
	CHECK(mprotect(start + 4096, 4096, PROT_READ) == 0);
	CHECK(mprotect(start + 4 * 4096, 4096, PROT_READ) == 0);
	CHECK(start[4096] == 6 && start[4 * 4096] == 6);
	CHECK(sbrk(4096) == start + 5 * 4096);
	start[5 * 4096] = 7;
	CHECK(sbrk(-3 * 4096) == start + 6 * 4096 && sbrk(0) == start + 3 * 4096);
	guarded = start + 2 * 4096;
	CHECK(killed_by(write_behind, SIGSEGV));
	CHECK(sbrk(-2 * 4096) == start + 3 * 4096 && start[0] == 6);
	guarded = start;
	CHECK(killed_by(write_behind, SIGSEGV));
	CHECK(sbrk(2 * 4096) == start + 4096 && start[0] == 6 && start[4096] == 0);
	start[4096] = start[2 * 4096] = 8;
	CHECK(sbrk(-3 * 4096) == start + 3 * 4096);
	CHECK_ERROR(mprotect(NULL, -1ul, PROT_READ), ENOMEM);
}

int main(int count, char **arguments)
{
	if (strcmp(arguments[0], "again") == 0)
		return check_own_arguments(count, arguments);
	self = arguments[0];
	check_statuses();
	check_nohang();
	check_kill();
	check_orphan();
	check_pipe();
	check_pieces();
	check_exec_errors();
	CHECK(status_of(exec_3) == 0);
	CHECK(status_of(exec_32) == 0);
	CHECK(status_of(exec_500) == 0);
	check_fork_shares_offsets_but_no_memory();
	check_heap();
	check_heap_in_parts();
	return report();
}
