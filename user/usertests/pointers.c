/* Bad pointers give EFAULT in every call that takes one, change nothing and harm nobody. */
#include "usertests.h"

#include <sys/random.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <time.h>

/* The end of user addresses, one before it, the kernel's, those that wrap around. */
static char *const volatile bad[] = {
	(char *)8,
	(char *)0x3ffffff000,
	(char *)0x3fffffffff,
	(char *)0x4000000000,
	(char *)0x8000000000,
	(char *)0x80200000,
	(char *)0x7fffffffffffffff,
	(char *)0xffffffc080000000,
	(char *)-4096,
	(char *)-8,
	(char *)-1,
};

#define FOR_EACH_BAD(pointer)                                                                      \
	char *pointer;                                                                             \
	for (size_t bad_index = 0;                                                                 \
	     bad_index < ARRAY_LENGTH(bad) && (pointer = bad[bad_index], true); bad_index++)

static void reads_and_writes_from_bad_memory(void)
{
	int file, ends[2];

	put_file("a", "0123456789");
	file = open("a", O_RDWR);
	EXPECT_OK(pipe(ends));
	FOR_EACH_BAD(pointer) {
		struct iovec piece = { pointer, 10 };

		EXPECT_ERROR(read(file, pointer, 10), EFAULT);
		EXPECT_ERROR(write(file, pointer, 10), EFAULT);
		EXPECT_ERROR(pread(file, pointer, 10, 0), EFAULT);
		EXPECT_ERROR(pwrite(file, pointer, 10, 0), EFAULT);
		EXPECT_ERROR(readv(file, &piece, 1), EFAULT);
		EXPECT_ERROR(writev(file, &piece, 1), EFAULT);
		EXPECT_ERROR(writev(file, (struct iovec *)pointer, 1), EFAULT);
		EXPECT_ERROR(write(ends[1], pointer, 10), EFAULT);
		EXPECT_VALUE(write(ends[1], "0123456789", 10), 10);
		EXPECT_ERROR(read(ends[0], pointer, 10), EFAULT);
	}
	EXPECT(file_holds("a", "0123456789"));
	EXPECT_OK(lseek(file, 0, SEEK_CUR));
}

/* One byte beyond the last user address, on the console: a kernel once died of it. */
static void a_write_just_beyond_user_memory(void)
{
	EXPECT_ERROR(write(1, (void *)0x4000000000, 1), EFAULT);
	EXPECT_ERROR(write(1, (void *)0x3fffffffff, 2), EFAULT);
	EXPECT_ERROR(read(0, (void *)0x4000000000, 1), EFAULT);
}

static void paths_from_bad_memory(void)
{
	struct stat status;
	struct statfs files;
	char text[8];

	put_file("a", "x");
	FOR_EACH_BAD(pointer) {
		EXPECT_ERROR(open(pointer, O_RDONLY), EFAULT);
		EXPECT_ERROR(open(pointer, O_RDWR | O_CREAT, 0644), EFAULT);
		EXPECT_ERROR(mkdir(pointer, 0755), EFAULT);
		EXPECT_ERROR(unlink(pointer), EFAULT);
		EXPECT_ERROR(rmdir(pointer), EFAULT);
		EXPECT_ERROR(link("a", pointer), EFAULT);
		EXPECT_ERROR(link(pointer, "b"), EFAULT);
		EXPECT_ERROR(symlink("a", pointer), EFAULT);
		EXPECT_ERROR(symlink(pointer, "b"), EFAULT);
		EXPECT_ERROR(readlink(pointer, text, sizeof(text)), EFAULT);
		EXPECT_ERROR(rename("a", pointer), EFAULT);
		EXPECT_ERROR(rename(pointer, "b"), EFAULT);
		EXPECT_ERROR(chdir(pointer), EFAULT);
		EXPECT_ERROR(stat(pointer, &status), EFAULT);
		EXPECT_ERROR(statfs(pointer, &files), EFAULT);
		EXPECT_ERROR(access(pointer, R_OK), EFAULT);
	}
}

static void exec_from_bad_memory(void)
{
	char *arguments[] = { "x", NULL };

	put_file("a", "x");
	FOR_EACH_BAD(pointer) {
		char *inside[] = { "x", pointer, NULL };

		EXPECT_ERROR(execve(pointer, arguments, environ), EFAULT);
		EXPECT_ERROR(execve(self_path, (char **)pointer, environ), EFAULT);
		EXPECT_ERROR(execve(self_path, arguments, (char **)pointer), EFAULT);
		EXPECT_ERROR(execve(self_path, inside, environ), EFAULT);
		EXPECT_ERROR(execve(self_path, arguments, inside), EFAULT);
	}
}

static void structures_to_bad_memory(void)
{
	put_file("a", "x");
	FOR_EACH_BAD(pointer) {
		EXPECT_ERROR(fstat(0, (struct stat *)pointer), EFAULT);
		EXPECT_ERROR(stat("a", (struct stat *)pointer), EFAULT);
		EXPECT_ERROR(statfs("a", (struct statfs *)pointer), EFAULT);
		EXPECT_ERROR(pipe((int *)pointer), EFAULT);
		EXPECT_ERROR(uname((struct utsname *)pointer), EFAULT);
		EXPECT_ERROR(nanosleep((struct timespec *)pointer, NULL), EFAULT);
		EXPECT_ERROR(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, pointer), EFAULT);
		EXPECT_ERROR(syscall(SYS_sysinfo, pointer), EFAULT);
		EXPECT_ERROR(syscall(SYS_times, pointer), EFAULT);
		EXPECT_ERROR(syscall(SYS_getrandom, pointer, 8, 0), EFAULT);
		EXPECT_ERROR(syscall(SYS_getcwd, pointer, 4000), EFAULT);
		EXPECT_ERROR(syscall(SYS_prlimit64, 0, 7, 0, pointer), EFAULT);
		EXPECT_ERROR(syscall(SYS_prlimit64, 0, 7, pointer, 0), EFAULT);
		EXPECT_ERROR(syscall(SYS_sched_getaffinity, 0, 128, pointer), EFAULT);
		EXPECT_ERROR(syscall(SYS_sched_setaffinity, 0, 8, pointer), EFAULT);
		EXPECT_ERROR(syscall(SYS_utimensat, AT_FDCWD, "a", pointer, 0), EFAULT);
	}
}

/* A pipe whose numbers cannot be told leaves no descriptors behind. */
static void a_failed_pipe_leaves_no_descriptors(void)
{
	int first = dup(1);

	for (int round = 0; round < 300; round++)
		EXPECT_ERROR(pipe((int *)bad[0]), EFAULT);
	EXPECT_OK(close(first));
	EXPECT_VALUE(dup(1), first);
}

static void exit_with_seven(void)
{
	_exit(7);
}

/* The status has nowhere to go: the call fails, the kernel lives, the child is gone. */
static void wait_to_bad_memory(void)
{
	FOR_EACH_BAD(pointer) {
		pid_t child = start(exit_with_seven);

		EXPECT_ERROR(waitpid(child, (int *)pointer, 0), EFAULT);
		EXPECT_ERROR(waitpid(child, NULL, 0), ECHILD);
	}
}

/* What is good up to a page's end and bad beyond it moves its good part or nothing. */
static void half_good_writes_keep_the_good_half(void)
{
	char *end = fresh_pages(1) + PAGE;
	int file = open("a", O_RDWR | O_CREAT, 0644);
	ssize_t count;

	memset(end - 100, 'x', 100);
	count = write(file, end - 100, 200);
	EXPECT(count == 100 || (count == -1 && errno == EFAULT));
	EXPECT_VALUE(file_size("a"), count == 100 ? 100 : 0);
	EXPECT_VALUE(lseek(file, 0, SEEK_CUR), count == 100 ? 100 : 0);
}

/* How often the disk has had something to say. */
static long disk_interrupts(void)
{
	char text[512];
	int file = open("/proc/interrupts", O_RDONLY);
	ssize_t count = read(file, text, sizeof(text) - 1);
	const char *line;

	close(file);
	text[count > 0 ? count : 0] = '\0';
	line = strstr(text, "vda");
	while (line != NULL && line > text && line[-1] != '\n')
		line--;
	return line != NULL ? atol(strchr(line, ':') + 1) : -1;
}

#define JUNK_SIZE (24 * 1024 * 1024) /* more than is ever cached */

/* Make and read a file that leaves no room for others in the cache, and remove it. */
static void wash_the_cache(void)
{
	static char junk[256 * 1024];
	int file = open("junk", O_RDWR | O_CREAT, 0644);

	for (size_t done = 0; done < JUNK_SIZE; done += sizeof(junk))
		EXPECT_VALUE(write(file, junk, sizeof(junk)), sizeof(junk));
	EXPECT_OK(fsync(file));
	EXPECT_OK(lseek(file, 0, SEEK_SET));
	while (read(file, junk, sizeof(junk)) > 0)
		continue;
	close(file);
	EXPECT_OK(unlink("junk"));
}

/*
 * A half good write over old contents: what the file shows at once is what it shows when it has
 * left every cache and comes from the disk.
 */
static void half_good_overwrites_reach_the_disk(void)
{
	char *end = fresh_pages(1) + PAGE;
	char before[400], after[400];
	long interrupts;
	int file;
	ssize_t count;

	put_pattern("a", 8192, 3);
	sync();
	file = open("a", O_RDWR);
	memset(end - 100, 'Z', 100);
	count = pwrite(file, end - 100, 300, 1000);
	EXPECT(count == 100 || (count == -1 && errno == EFAULT));
	EXPECT_VALUE(pread(file, before, sizeof(before), 900), sizeof(before));
	EXPECT_VALUE(before[100] == 'Z', count == 100);
	wash_the_cache();
	interrupts = disk_interrupts();
	EXPECT_VALUE(pread(file, after, sizeof(after), 900), sizeof(after));
	/* A disk in memory has none. */
	EXPECT(disk_interrupts() > interrupts || interrupts < 0);
	EXPECT(memcmp(before, after, sizeof(before)) == 0);
}

/* Refused writes to new files, which are removed again: the counts say that no block stays. */
static void bad_writes_take_no_blocks(void)
{
	for (int round = 0; round < 100; round++) {
		int file = open("a", O_RDWR | O_CREAT | O_TRUNC, 0644);

		EXPECT(file >= 0);
		EXPECT_ERROR(write(file, (char *)0xffffffffff, 1), EFAULT);
		EXPECT_ERROR(write(file, (char *)0xffffffffff, 70000), EFAULT);
		EXPECT_VALUE(file_size("a"), 0);
		EXPECT_ERROR(pwrite(file, (char *)0xffffffffff, 1, 50000), EFAULT);
		EXPECT_OK(close(file));
		EXPECT_OK(unlink("a"));
	}
}

/* Whatever lies there: code, data, nothing. It may be a name that is too long, and is no file. */
static void any_page_as_a_path(void)
{
	for (uintptr_t page = 0; page < 0x200000; page += PAGE) {
		EXPECT_VALUE(link("absent", (char *)page), -1);
		EXPECT(errno == ENOENT || errno == EFAULT || errno == ENAMETOOLONG);
		EXPECT_VALUE(chdir((char *)page), -1);
		EXPECT(errno == ENOENT || errno == EFAULT || errno == ENAMETOOLONG ||
		       errno == ENOTDIR);
	}
}

/* Half a buffer of a read comes, or nothing; the position says how much. */
static void half_good_reads_move_the_position_by_as_much(void)
{
	char *end = fresh_pages(1) + PAGE;
	int file;
	ssize_t count;

	put_pattern("a", 1000, 6);
	file = open("a", O_RDONLY);
	count = read(file, end - 100, 200);
	EXPECT(count == 100 || (count == -1 && errno == EFAULT));
	EXPECT_VALUE(lseek(file, 0, SEEK_CUR), count == 100 ? 100 : 0);
}

/* A path may end at the last byte of memory, and may not go on beyond it. */
static void paths_at_the_end_of_memory(void)
{
	char *end = fresh_pages(1) + PAGE;

	memcpy(end - 2, "a", 2);
	EXPECT(open(end - 2, O_RDWR | O_CREAT, 0644) >= 0);
	end[-1] = 'a';
	EXPECT_ERROR(open(end - 2, O_RDONLY), EFAULT);
}

static void lengths_that_wrap_around(void)
{
	char *page = fresh_pages(1);
	int file = open("a", O_RDWR | O_CREAT, 0644);

	EXPECT_ERROR(write(file, (char *)-100, 200), EFAULT);
	EXPECT_VALUE(read(file, page, 0x7fffffff), 0);
	EXPECT_OK(write(file, page, 0));
	EXPECT_OK(read(file, page, 0));
	EXPECT_VALUE(file_size("a"), 0);
	put_file("a", "0123456789");
	EXPECT_ERROR(read(file, (char *)-100, (size_t)-1 / 2), EFAULT);
}

const struct test pointer_tests[] = {
	{ "reads_and_writes_from_bad_memory", TEST_LINUX | TEST_NATIVE,
	  reads_and_writes_from_bad_memory },
	{ "a_write_just_beyond_user_memory", 0, a_write_just_beyond_user_memory },
	{ "paths_from_bad_memory", TEST_LINUX | TEST_NATIVE, paths_from_bad_memory },
	{ "exec_from_bad_memory", TEST_LINUX | TEST_NATIVE, exec_from_bad_memory },
	{ "structures_to_bad_memory", TEST_LINUX | TEST_NATIVE, structures_to_bad_memory },
	{ "a_failed_pipe_leaves_no_descriptors", TEST_LINUX, a_failed_pipe_leaves_no_descriptors },
	{ "wait_to_bad_memory", TEST_LINUX | TEST_NATIVE, wait_to_bad_memory },
	{ "half_good_writes_keep_the_good_half", TEST_LINUX, half_good_writes_keep_the_good_half },
	{ "half_good_overwrites_reach_the_disk", 0, half_good_overwrites_reach_the_disk },
	{ "bad_writes_take_no_blocks", TEST_LINUX | TEST_NATIVE, bad_writes_take_no_blocks },
	{ "any_page_as_a_path", 0, any_page_as_a_path },
	{ "half_good_reads_move_the_position_by_as_much", TEST_LINUX,
	  half_good_reads_move_the_position_by_as_much },
	{ "paths_at_the_end_of_memory", TEST_LINUX, paths_at_the_end_of_memory },
	{ "lengths_that_wrap_around", TEST_LINUX | TEST_NATIVE, lengths_that_wrap_around },
	{ NULL, 0, NULL },
};
