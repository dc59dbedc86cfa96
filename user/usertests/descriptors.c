/* Descriptors: numbers, copies, flags, positions. */
#include "usertests.h"

static void bad_descriptors_are_refused(void)
{
	static const int bad[] = { -1, -100000, 63, 100000, INT_MAX, INT_MIN };
	struct stat status;
	char byte;

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		EXPECT_ERROR(read(bad[i], &byte, 1), EBADF);
		EXPECT_ERROR(write(bad[i], &byte, 1), EBADF);
		EXPECT_ERROR(close(bad[i]), EBADF);
		EXPECT_ERROR(dup(bad[i]), EBADF);
		EXPECT_ERROR(lseek(bad[i], 0, SEEK_SET), EBADF);
		EXPECT_ERROR(fcntl(bad[i], F_GETFD), EBADF);
		EXPECT_ERROR(fsync(bad[i]), EBADF);
		EXPECT_ERROR(ftruncate(bad[i], 0), EBADF);
		EXPECT_ERROR(pread(bad[i], &byte, 1, 0), EBADF);
		EXPECT_ERROR(pwrite(bad[i], &byte, 1, 0), EBADF);
		EXPECT_ERROR(fchdir(bad[i]), EBADF);
		EXPECT_ERROR(fstat(bad[i], &status), EBADF);
	}
}

static void the_lowest_free_descriptor_is_taken(void)
{
	int low = dup(1), middle = dup(1), high = dup(1);

	EXPECT(low < middle && middle < high);
	EXPECT_OK(close(middle));
	EXPECT_OK(close(low));
	EXPECT_VALUE(dup(1), low);
	EXPECT_VALUE(dup(1), middle);
	EXPECT_VALUE(dup(1), high + 1);
}

static void copies_share_their_position(void)
{
	char byte = 0;
	int file, copy, other;

	put_file("a", "0123456789");
	file = open("a", O_RDONLY);
	copy = dup(file);
	other = open("a", O_RDONLY);
	EXPECT_VALUE(read(file, &byte, 1), 1);
	EXPECT_VALUE(read(copy, &byte, 1), 1);
	EXPECT_VALUE(byte, '1');
	EXPECT_VALUE(read(other, &byte, 1), 1);
	EXPECT_VALUE(byte, '0');
	EXPECT_VALUE(lseek(copy, 7, SEEK_SET), 7);
	EXPECT_VALUE(read(file, &byte, 1), 1);
	EXPECT_VALUE(byte, '7');
}

static void dup3_replaces_and_checks(void)
{
	int file, ends[2];
	char byte;

	put_file("a", "x");
	file = open("a", O_RDONLY);
	EXPECT_OK(pipe(ends));
	EXPECT_VALUE(dup2(file, ends[1]), ends[1]);
	EXPECT_VALUE(read(ends[0], &byte, 1), 0);
	EXPECT_VALUE(dup2(file, file), file);
	EXPECT_ERROR(dup3(file, file, 0), EINVAL);
	EXPECT_ERROR(dup3(file, 40, O_APPEND), EINVAL);
	EXPECT_ERROR(dup2(file, -1), EBADF);
	EXPECT_ERROR(dup2(file, 1 << 30), EBADF);
	EXPECT_ERROR(dup2(50, 51), EBADF);
	EXPECT_VALUE(dup3(file, 40, O_CLOEXEC), 40);
	EXPECT_VALUE(fcntl(40, F_GETFD), FD_CLOEXEC);
	EXPECT_VALUE(dup2(40, 41), 41);
	EXPECT_VALUE(fcntl(41, F_GETFD), 0);
}

static void fcntl_reads_and_sets_flags(void)
{
	int file = open("a", O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	int flags;

	EXPECT_VALUE(fcntl(file, F_GETFD), FD_CLOEXEC);
	EXPECT_OK(fcntl(file, F_SETFD, 0));
	EXPECT_VALUE(fcntl(file, F_GETFD), 0);
	flags = fcntl(file, F_GETFL);
	EXPECT_VALUE(flags & O_ACCMODE, O_RDWR);
	EXPECT_VALUE(flags & (O_CREAT | O_APPEND | O_NONBLOCK), 0);
	EXPECT_OK(fcntl(file, F_SETFL, O_APPEND | O_WRONLY));
	flags = fcntl(file, F_GETFL);
	EXPECT_VALUE(flags & O_ACCMODE, O_RDWR);
	EXPECT_VALUE(flags & O_APPEND, O_APPEND);
	EXPECT_VALUE(fcntl(file, F_DUPFD, 30), 30);
	EXPECT_VALUE(fcntl(file, F_DUPFD_CLOEXEC, 30), 31);
	EXPECT_VALUE(fcntl(31, F_GETFD), FD_CLOEXEC);
	EXPECT_ERROR(fcntl(file, F_DUPFD, -1), EINVAL);
	EXPECT_ERROR(fcntl(file, F_DUPFD, 1 << 30), EINVAL);
	EXPECT_ERROR(fcntl(file, 9999, 0), EINVAL);
}

static void access_modes_are_kept(void)
{
	int reader, writer;
	char byte;

	put_file("a", "text");
	reader = open("a", O_RDONLY);
	writer = open("a", O_WRONLY);
	EXPECT_ERROR(write(reader, "x", 1), EBADF);
	EXPECT_ERROR(read(writer, &byte, 1), EBADF);
	EXPECT_ERROR(pwrite(reader, "x", 1, 0), EBADF);
	EXPECT_ERROR(pread(writer, &byte, 1, 0), EBADF);
	EXPECT_ERROR(ftruncate(reader, 0), EINVAL);
	EXPECT(file_holds("a", "text"));
}

static void lseek_moves_and_refuses(void)
{
	int file;

	put_file("a", "0123456789");
	file = open("a", O_RDWR);
	EXPECT_VALUE(lseek(file, 4, SEEK_SET), 4);
	EXPECT_VALUE(lseek(file, 4, SEEK_CUR), 8);
	EXPECT_VALUE(lseek(file, -8, SEEK_CUR), 0);
	EXPECT_VALUE(lseek(file, -3, SEEK_END), 7);
	EXPECT_VALUE(lseek(file, 100, SEEK_END), 110);
	EXPECT_ERROR(lseek(file, -1, SEEK_SET), EINVAL);
	EXPECT_ERROR(lseek(file, -11, SEEK_END), EINVAL);
	EXPECT_ERROR(lseek(file, 0, 77), EINVAL);
	EXPECT_ERROR(lseek(file, LONG_MIN, SEEK_SET), EINVAL);
	EXPECT_VALUE(lseek(file, 0, SEEK_CUR), 110);
	EXPECT_VALUE(file_size("a"), 10);
}

static void descriptors_run_out_and_come_back(void)
{
	int first, last, next;

	put_file("a", "x");
	first = last = open("a", O_RDONLY);
	while ((next = dup(first)) >= 0)
		last = next;
	EXPECT_VALUE(errno, EMFILE);
	EXPECT_ERROR(open("a", O_RDONLY), EMFILE);
	EXPECT_ERROR(pipe((int[2]){ 0, 0 }), EMFILE);
	EXPECT_OK(close(last));
	EXPECT_ERROR(pipe((int[2]){ 0, 0 }), EMFILE);
	EXPECT_VALUE(open("a", O_RDONLY), last);
	EXPECT_ERROR(open("new", O_RDWR | O_CREAT, 0644), EMFILE);
}

static void a_closed_copy_leaves_the_other_open(void)
{
	int file = open("a", O_RDWR | O_CREAT, 0644), copy = dup(file);

	EXPECT_OK(close(file));
	EXPECT_ERROR(close(file), EBADF);
	EXPECT_VALUE(write(copy, "still", 5), 5);
	EXPECT(file_holds("a", "still"));
}

static void the_null_device_swallows_and_is_empty(void)
{
	int file = open("/dev/null", O_RDWR);
	char byte;

	EXPECT(file >= 0);
	EXPECT_VALUE(write(file, "abc", 3), 3);
	EXPECT_VALUE(read(file, &byte, 1), 0);
	file = open("/dev/zero", O_RDWR);
	byte = 1;
	EXPECT_VALUE(read(file, &byte, 1), 1);
	EXPECT_VALUE(byte, 0);
}

static int console;

static void read_console(void)
{
	char byte;

	read(console, &byte, 1);
}

/* Who waits for input keeps nobody from writing, through the same open file, and can be killed. */
static void a_console_that_is_read_can_be_written(void)
{
	pid_t reader;
	int status;

	console = open("/dev/console", O_RDWR);
	EXPECT(console >= 0);
	reader = start(read_console);
	pause_ms(30);
	EXPECT_VALUE(write(console, "\n", 1), 1);
	EXPECT_OK(kill(reader, SIGTERM));
	EXPECT_VALUE(waitpid(reader, &status, 0), reader);
	EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

const struct test descriptor_tests[] = {
	{ "bad_descriptors_are_refused", TEST_LINUX, bad_descriptors_are_refused },
	{ "the_lowest_free_descriptor_is_taken", TEST_LINUX, the_lowest_free_descriptor_is_taken },
	{ "copies_share_their_position", TEST_LINUX, copies_share_their_position },
	{ "dup3_replaces_and_checks", TEST_LINUX, dup3_replaces_and_checks },
	{ "fcntl_reads_and_sets_flags", TEST_LINUX, fcntl_reads_and_sets_flags },
	{ "access_modes_are_kept", TEST_LINUX, access_modes_are_kept },
	{ "lseek_moves_and_refuses", TEST_LINUX, lseek_moves_and_refuses },
	{ "descriptors_run_out_and_come_back", TEST_LINUX, descriptors_run_out_and_come_back },
	{ "a_closed_copy_leaves_the_other_open", TEST_LINUX, a_closed_copy_leaves_the_other_open },
	{ "the_null_device_swallows_and_is_empty", TEST_LINUX,
	  the_null_device_swallows_and_is_empty },
	{ "a_console_that_is_read_can_be_written", 0, a_console_that_is_read_can_be_written },
	{ NULL, 0, NULL },
};
