/* Pipes: bytes, ends, waiting. */
#include "usertests.h"

#include <sys/uio.h>

static int ends[2];

static void make_pipe(void)
{
	EXPECT_OK(pipe(ends));
}

static void write_a_million(void)
{
	unsigned char buffer[1000];

	close(ends[0]);
	for (size_t done = 0; done < 1000000; done += sizeof(buffer)) {
		for (size_t i = 0; i < sizeof(buffer); i++)
			buffer[i] = pattern_byte(3, done + i);
		EXPECT_VALUE(write(ends[1], buffer, sizeof(buffer)), sizeof(buffer));
	}
}

static void a_pipe_keeps_bytes_in_order(void)
{
	unsigned char buffer[777];
	size_t done = 0;
	ssize_t count;
	pid_t writer;

	make_pipe();
	writer = start(write_a_million);
	close(ends[1]);
	while ((count = read(ends[0], buffer, sizeof(buffer))) > 0)
		for (ssize_t i = 0; i < count; i++, done++)
			EXPECT_VALUE(buffer[i], pattern_byte(3, done));
	EXPECT_OK(count);
	EXPECT_VALUE(done, 1000000);
	join(writer);
}

static void a_pipe_ends_with_its_writers(void)
{
	char buffer[8];
	int copy;

	make_pipe();
	copy = dup(ends[1]);
	EXPECT_VALUE(write(ends[1], "abc", 3), 3);
	close(ends[1]);
	EXPECT_VALUE(write(copy, "d", 1), 1);
	close(copy);
	EXPECT_VALUE(read(ends[0], buffer, sizeof(buffer)), 4);
	EXPECT_VALUE(read(ends[0], buffer, sizeof(buffer)), 0);
	EXPECT_VALUE(read(ends[0], buffer, sizeof(buffer)), 0);
}

static void write_without_reader(void)
{
	make_pipe();
	close(ends[0]);
	write(ends[1], "x", 1);
}

static void writev_without_reader(void)
{
	struct iovec piece = { "x", 1 };

	make_pipe();
	close(ends[0]);
	writev(ends[1], &piece, 1);
}

static void a_writer_without_readers_gets_sigpipe(void)
{
	EXPECT_SIGNAL(write_without_reader, SIGPIPE);
	EXPECT_SIGNAL(writev_without_reader, SIGPIPE);
}

static void write_until_killed(void)
{
	static char buffer[100000];

	close(ends[0]);
	for (;;)
		EXPECT(write(ends[1], buffer, sizeof(buffer)) > 0);
}

/* One that waits for room notices that the last reader goes. */
static void a_waiting_writer_notices_the_last_reader_go(void)
{
	int status;
	pid_t writer;

	make_pipe();
	writer = start(write_until_killed);
	close(ends[1]);
	pause_ms(50);
	close(ends[0]);
	EXPECT_VALUE(waitpid(writer, &status, 0), writer);
	EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
}

static void a_killed_writer_ends_while_it_waits(void)
{
	int status;
	pid_t writer;

	make_pipe();
	writer = start(write_until_killed);
	pause_ms(50);
	EXPECT_OK(kill(writer, SIGTERM));
	EXPECT_VALUE(waitpid(writer, &status, 0), writer);
	EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

static void read_one_byte(void)
{
	char byte;

	close(ends[1]);
	EXPECT_VALUE(read(ends[0], &byte, 1), 1);
}

static void a_killed_reader_ends_while_it_waits(void)
{
	int status;
	pid_t reader;

	make_pipe();
	reader = start(read_one_byte);
	pause_ms(50);
	EXPECT_OK(kill(reader, SIGKILL));
	EXPECT_VALUE(waitpid(reader, &status, 0), reader);
	EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void a_waiting_reader_is_woken(void)
{
	pid_t reader;

	make_pipe();
	reader = start(read_one_byte);
	pause_ms(20);
	EXPECT_VALUE(write(ends[1], "x", 1), 1);
	join(reader);
}

static void pipes_refuse_what_they_cannot(void)
{
	char byte;

	make_pipe();
	EXPECT_ERROR(lseek(ends[0], 0, SEEK_SET), ESPIPE);
	EXPECT_ERROR(pread(ends[0], &byte, 1, 0), ESPIPE);
	EXPECT_ERROR(pwrite(ends[1], &byte, 1, 0), ESPIPE);
	EXPECT_ERROR(write(ends[0], "x", 1), EBADF);
	EXPECT_ERROR(read(ends[1], &byte, 1), EBADF);
	EXPECT_ERROR(ftruncate(ends[1], 0), EINVAL);
	EXPECT_ERROR(fchdir(ends[0]), ENOTDIR);
	EXPECT_OK(read(ends[0], &byte, 0));
	EXPECT_OK(write(ends[1], &byte, 0));
	EXPECT_ERROR(pipe2(ends, O_APPEND), EINVAL);
}

static void unwaiting_pipes_give_eagain(void)
{
	static char buffer[PIPE_BUF];
	long total = 0;
	char byte;

	EXPECT_OK(pipe2(ends, O_NONBLOCK));
	EXPECT_ERROR(read(ends[0], &byte, 1), EAGAIN);
	while (write(ends[1], buffer, sizeof(buffer)) == (ssize_t)sizeof(buffer))
		total += (long)sizeof(buffer);
	EXPECT_VALUE(errno, EAGAIN);
	EXPECT_VALUE(total, 65536);
	EXPECT_VALUE(read(ends[0], buffer, 100), 100);
	EXPECT_ERROR(write(ends[1], buffer, sizeof(buffer)), EAGAIN);
	EXPECT_OK(fcntl(ends[0], F_SETFL, 0));
	EXPECT_VALUE(read(ends[0], &byte, 1), 1);
}

/* Several pieces take all that is there, and do not wait for more. */
static void vectors_take_what_is_in_the_pipe(void)
{
	char left[3], right[8];
	struct iovec pieces[] = { { left, 3 }, { right, 8 } };

	make_pipe();
	EXPECT_VALUE(write(ends[1], "abcdef", 6), 6);
	EXPECT_VALUE(readv(ends[0], pieces, 2), 6);
	EXPECT(memcmp(left, "abc", 3) == 0 && memcmp(right, "def", 3) == 0);
	EXPECT_VALUE(write(ends[1], "abc", 3), 3);
	EXPECT_VALUE(readv(ends[0], pieces, 2), 3);
}

/* A read over pages that were never touched gets as much as any other. */
static void reads_into_untouched_memory_are_not_short(void)
{
	static char bytes[3 * PAGE];
	char *pages = fresh_pages(4);

	make_pipe();
	EXPECT_VALUE(write(ends[1], bytes, sizeof(bytes)), sizeof(bytes));
	EXPECT_VALUE(read(ends[0], pages + 100, sizeof(bytes)), sizeof(bytes));
}

static void write_bad_memory_without_reader(void)
{
	make_pipe();
	close(ends[0]);
	write(ends[1], (void *)16, 1);
}

/* Whether there are bytes, room or a reader matters before the memory does. */
static void a_pipe_is_looked_at_before_the_memory(void)
{
	static char bytes[PIPE_BUF];

	EXPECT_OK(pipe2(ends, O_NONBLOCK));
	EXPECT_ERROR(read(ends[0], (void *)16, 1), EAGAIN);
	EXPECT_ERROR(read(ends[0], (void *)-8, 1), EFAULT);
	EXPECT_ERROR(lseek(ends[0], 0, 77), EINVAL);
	EXPECT_ERROR(pread(ends[1], bytes, 1, 0), ESPIPE);
	while (write(ends[1], bytes, sizeof(bytes)) > 0)
		continue;
	EXPECT_ERROR(write(ends[1], (void *)16, 1), EAGAIN);
	EXPECT_SIGNAL(write_bad_memory_without_reader, SIGPIPE);
}

/* 4 KiB at a time go through whole, whoever else is writing. */
static void write_blocks_of_own_byte(void)
{
	static char buffer[PIPE_BUF];

	memset(buffer, (int)getpid() & 0x7f, sizeof(buffer));
	close(ends[0]);
	for (int i = 0; i < 40; i++)
		EXPECT_VALUE(write(ends[1], buffer, sizeof(buffer)), sizeof(buffer));
}

static void read_whole(char *buffer, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t count = read(ends[0], buffer + done, size - done);

		EXPECT(count > 0);
		done += (size_t)count;
	}
}

static void small_writes_are_not_mixed(void)
{
	static char buffer[PIPE_BUF];
	pid_t writers[3];

	make_pipe();
	for (int i = 0; i < 3; i++)
		writers[i] = start(write_blocks_of_own_byte);
	close(ends[1]);
	for (int round = 0; round < 120; round++) {
		read_whole(buffer, sizeof(buffer));
		for (size_t i = 1; i < sizeof(buffer); i++)
			EXPECT_VALUE(buffer[i], buffer[0]);
	}
	for (int i = 0; i < 3; i++)
		join(writers[i]);
}

/* What is bad from some byte on goes in up to there, or not at all; and the same way out. */
static void half_good_memory_moves_its_good_part(void)
{
	char *end = fresh_pages(1) + PAGE, buffer[300];
	ssize_t written, count;

	EXPECT_OK(pipe2(ends, O_NONBLOCK));
	memset(end - 100, 'x', 100);
	written = write(ends[1], end - 100, 200);
	EXPECT(written == 100 || (written == -1 && errno == EFAULT));
	EXPECT_VALUE(write(ends[1], "abc", 3), 3);
	count = read(ends[0], buffer, sizeof(buffer));
	EXPECT_VALUE(count, (written == 100 ? 100 : 0) + 3);
	EXPECT(memcmp(buffer + count - 3, "abc", 3) == 0);
	memset(buffer, 'y', sizeof(buffer));
	EXPECT_VALUE(write(ends[1], buffer, 200), 200);
	count = read(ends[0], end - 100, 200);
	EXPECT(count == 100 || (count == -1 && errno == EFAULT));
}

/* A reader that waits on one file does not keep the writers of the same open file from it. */
static void a_waiting_reader_keeps_nobody_from_the_pipe(void)
{
	struct stat status;
	pid_t first, second;
	int copy;

	make_pipe();
	first = start(read_one_byte);
	second = start(read_one_byte);
	pause_ms(30);
	EXPECT_OK(fcntl(ends[0], F_GETFL) & O_ACCMODE);
	copy = dup(ends[0]);
	EXPECT_OK(fstat(copy, &status));
	EXPECT_ERROR(lseek(copy, 0, SEEK_CUR), ESPIPE);
	EXPECT_OK(close(copy));
	EXPECT_VALUE(write(ends[1], "xy", 2), 2);
	join(first);
	join(second);
}

const struct test pipe_tests[] = {
	{ "a_pipe_keeps_bytes_in_order", TEST_LINUX, a_pipe_keeps_bytes_in_order },
	{ "a_pipe_ends_with_its_writers", TEST_LINUX, a_pipe_ends_with_its_writers },
	{ "a_writer_without_readers_gets_sigpipe", TEST_LINUX,
	  a_writer_without_readers_gets_sigpipe },
	{ "a_waiting_writer_notices_the_last_reader_go", TEST_LINUX,
	  a_waiting_writer_notices_the_last_reader_go },
	{ "a_killed_writer_ends_while_it_waits", TEST_LINUX, a_killed_writer_ends_while_it_waits },
	{ "a_killed_reader_ends_while_it_waits", TEST_LINUX, a_killed_reader_ends_while_it_waits },
	{ "a_waiting_reader_is_woken", TEST_LINUX, a_waiting_reader_is_woken },
	{ "pipes_refuse_what_they_cannot", TEST_LINUX, pipes_refuse_what_they_cannot },
	{ "unwaiting_pipes_give_eagain", TEST_LINUX, unwaiting_pipes_give_eagain },
	{ "vectors_take_what_is_in_the_pipe", TEST_LINUX, vectors_take_what_is_in_the_pipe },
	{ "reads_into_untouched_memory_are_not_short", TEST_LINUX,
	  reads_into_untouched_memory_are_not_short },
	{ "a_pipe_is_looked_at_before_the_memory", TEST_LINUX | TEST_NATIVE,
	  a_pipe_is_looked_at_before_the_memory },
	{ "half_good_memory_moves_its_good_part", TEST_LINUX,
	  half_good_memory_moves_its_good_part },
	{ "small_writes_are_not_mixed", TEST_LINUX, small_writes_are_not_mixed },
	{ "a_waiting_reader_keeps_nobody_from_the_pipe", TEST_LINUX,
	  a_waiting_reader_keeps_nobody_from_the_pipe },
	{ NULL, 0, NULL },
};
