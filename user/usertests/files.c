/* Files: opening, contents, sizes, holes. */
#include "usertests.h"

#include <sys/statfs.h>
#include <sys/sysinfo.h>
#include <sys/uio.h>
#include <time.h>

static void open_checks_its_flags(void)
{
	EXPECT_ERROR(open("absent", O_RDONLY), ENOENT);
	EXPECT_ERROR(open("", O_RDONLY), ENOENT);
	EXPECT_ERROR(open("absent/x", O_RDWR | O_CREAT, 0644), ENOENT);
	put_file("a", "text");
	EXPECT_ERROR(open("a", O_RDWR | O_CREAT | O_EXCL, 0644), EEXIST);
	EXPECT_ERROR(open("a/x", O_RDONLY), ENOTDIR);
	EXPECT_ERROR(open("a/", O_RDONLY), ENOTDIR);
	EXPECT_ERROR(open("a", O_RDONLY | O_DIRECTORY), ENOTDIR);
	EXPECT_ERROR(open(".", O_WRONLY), EISDIR);
	EXPECT_ERROR(open(".", O_RDWR | O_CREAT, 0644), EISDIR);
	EXPECT_ERROR(open("new/", O_RDWR | O_CREAT, 0644), EISDIR);
	EXPECT_VALUE(file_size("new"), -1);
	EXPECT(open(".", O_RDONLY | O_DIRECTORY) >= 0);
	EXPECT(file_holds("a", "text"));
}

static void truncating_on_open_empties(void)
{
	int old, file;
	char byte;

	put_pattern("a", 20000, 1);
	old = open("a", O_RDONLY);
	file = open("a", O_WRONLY | O_TRUNC);
	EXPECT_VALUE(file_size("a"), 0);
	EXPECT_VALUE(read(old, &byte, 1), 0);
	EXPECT_VALUE(write(file, "new", 3), 3);
	EXPECT_VALUE(read(old, &byte, 1), 1);
	EXPECT_VALUE(byte, 'n');
	EXPECT(open("a", O_RDONLY | O_CREAT, 0644) >= 0);
	EXPECT(file_holds("a", "new"));
}

/* Who has written keeps the position, and leaves a hole before what comes next. */
static void a_file_emptied_under_a_writer(void)
{
	char text[8];
	int writer = open("a", O_RDWR | O_CREAT, 0644);

	EXPECT_VALUE(write(writer, "abcd", 4), 4);
	EXPECT(open("a", O_WRONLY | O_TRUNC) >= 0);
	EXPECT_VALUE(write(writer, "x", 1), 1);
	EXPECT_VALUE(file_size("a"), 5);
	EXPECT_VALUE(pread(writer, text, sizeof(text), 0), 5);
	EXPECT(memcmp(text, "\0\0\0\0x", 5) == 0);
}

static void what_is_written_is_read(void)
{
	static const size_t sizes[] = { 1, 511, 512, 1023, 1025, 4095, 4096, 4097, 12288, 70001 };

	for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
		put_pattern("a", sizes[i], (unsigned int)i);
		EXPECT_VALUE(file_size("a"), sizes[i]);
		expect_pattern("a", sizes[i], (unsigned int)i);
	}
}

#define LARGE	   (24 * 1024 * 1024) /* more than is ever cached */
#define STAMP_STEP 512

/* One call that writes more than the cache and the log have room for. */
static void a_write_larger_than_the_cache(void)
{
	char *bytes = fresh_pages(LARGE / PAGE);
	int file = open("a", O_RDWR | O_CREAT, 0644);

	for (size_t at = 0; at < LARGE; at += STAMP_STEP)
		*(size_t *)(void *)(bytes + at) = at;
	EXPECT_VALUE(write(file, bytes, LARGE), LARGE);
	memset(bytes, 0, LARGE);
	EXPECT_VALUE(pread(file, bytes, LARGE, 0), LARGE);
	for (size_t at = 0; at < LARGE; at += STAMP_STEP)
		EXPECT_VALUE(*(size_t *)(void *)(bytes + at), at);
	EXPECT_OK(unlink("a"));
}

/* Several levels of indirect blocks. */
static void a_large_file_is_read_back(void)
{
	put_pattern("large", 6 * 1024 * 1024, 5);
	expect_pattern("large", 6 * 1024 * 1024, 5);
	EXPECT_OK(unlink("large"));
}

static void writes_of_any_size_and_place_agree_with_a_model(void)
{
	static unsigned char model[60000], copy[sizeof(model)];
	unsigned int random = 12345;
	int file = open("a", O_RDWR | O_CREAT, 0644);
	size_t size = 0;

	for (int round = 0; round < 200; round++) {
		size_t at, length;

		random = random * 1103515245 + 12345;
		at = random / 65536 % 50000;
		random = random * 1103515245 + 12345;
		length = random / 65536 % 9000 + 1;
		memset(model + at, round, length);
		EXPECT_VALUE(pwrite(file, model + at, length, (off_t)at), length);
		size = at + length > size ? at + length : size;
	}
	EXPECT_VALUE(file_size("a"), size);
	EXPECT_VALUE(pread(file, copy, sizeof(copy), 0), size);
	EXPECT(memcmp(model, copy, size) == 0);
}

static void appending_ignores_the_position(void)
{
	int first, second;

	put_file("a", "one");
	first = open("a", O_WRONLY | O_APPEND);
	second = open("a", O_WRONLY | O_APPEND);
	EXPECT_VALUE(write(first, "two", 3), 3);
	EXPECT_VALUE(write(second, "three", 5), 5);
	EXPECT_OK(lseek(first, 0, SEEK_SET));
	EXPECT_VALUE(write(first, "four", 4), 4);
	EXPECT_VALUE(lseek(first, 0, SEEK_CUR), 15);
	EXPECT(file_holds("a", "onetwothreefour"));
}

static void a_hole_reads_as_zeroes(void)
{
	char buffer[5000];
	int file = open("a", O_RDWR | O_CREAT, 0644);

	EXPECT_VALUE(pwrite(file, "end", 3, 1000000), 3);
	EXPECT_VALUE(file_size("a"), 1000003);
	memset(buffer, 'x', sizeof(buffer));
	EXPECT_VALUE(pread(file, buffer, sizeof(buffer), 400001), sizeof(buffer));
	for (size_t i = 0; i < sizeof(buffer); i++)
		EXPECT_VALUE(buffer[i], 0);
	EXPECT_VALUE(pread(file, buffer, sizeof(buffer), 999998), 5);
	EXPECT(memcmp(buffer, "\0\0end", 5) == 0);
}

/* A hole holds no blocks, and reading it does not make any. */
static void reading_a_hole_takes_no_blocks(void)
{
	struct statfs before, holed, after;
	char buffer[4096];
	int file = open("a", O_RDWR | O_CREAT, 0644);

	EXPECT_OK(statfs(".", &before));
	EXPECT_VALUE(pwrite(file, "x", 1, 2000000), 1);
	EXPECT_OK(fsync(file));
	EXPECT_OK(statfs(".", &holed));
	EXPECT(before.f_bfree - holed.f_bfree <= 4);
	while (read(file, buffer, sizeof(buffer)) > 0)
		continue;
	EXPECT_OK(fsync(file));
	EXPECT_OK(statfs(".", &after));
	EXPECT_VALUE(after.f_bfree, holed.f_bfree);
}

/* What was cut off does not come back when the file grows again. */
static void shortening_forgets_the_rest(void)
{
	char buffer[3000];
	int file;

	put_pattern("a", 10000, 9);
	file = open("a", O_RDWR);
	EXPECT_OK(ftruncate(file, 5000));
	EXPECT_VALUE(file_size("a"), 5000);
	EXPECT_OK(ftruncate(file, 9000));
	EXPECT_VALUE(pread(file, buffer, sizeof(buffer), 5000), sizeof(buffer));
	for (size_t i = 0; i < sizeof(buffer); i++)
		EXPECT_VALUE(buffer[i], 0);
	EXPECT_OK(ftruncate(file, 5000));
	expect_pattern("a", 5000, 9);
	EXPECT_ERROR(ftruncate(file, -1), EINVAL);
	EXPECT_ERROR(ftruncate(file, LONG_MIN), EINVAL);
}

static void pread_and_pwrite_leave_the_position(void)
{
	char buffer[8];
	int file;

	put_file("a", "0123456789");
	file = open("a", O_RDWR);
	EXPECT_VALUE(lseek(file, 2, SEEK_SET), 2);
	EXPECT_VALUE(pread(file, buffer, 3, 5), 3);
	EXPECT(memcmp(buffer, "567", 3) == 0);
	EXPECT_VALUE(pwrite(file, "X", 1, 0), 1);
	EXPECT_VALUE(lseek(file, 0, SEEK_CUR), 2);
	EXPECT_VALUE(pread(file, buffer, 3, 100), 0);
	EXPECT_ERROR(pread(file, buffer, 3, -1), EINVAL);
	EXPECT_ERROR(pwrite(file, buffer, 3, -1), EINVAL);
}

static void vectors_move_in_order(void)
{
	char left[3], right[8];
	struct iovec out[] = { { "abc", 3 }, { NULL, 0 }, { "defg", 4 } };
	struct iovec in[] = { { left, 3 }, { right, 8 } };
	int file = open("a", O_RDWR | O_CREAT, 0644);

	EXPECT_VALUE(writev(file, out, 3), 7);
	EXPECT_VALUE(lseek(file, 0, SEEK_SET), 0);
	EXPECT_VALUE(readv(file, in, 2), 7);
	EXPECT(memcmp(left, "abc", 3) == 0 && memcmp(right, "defg", 4) == 0);
	EXPECT_OK(writev(file, out, 0));
	EXPECT_ERROR(writev(file, out, -1), EINVAL);
	EXPECT_ERROR(readv(file, in, IOV_MAX + 1), EINVAL);
	in[0].iov_len = (size_t)-1;
	EXPECT_ERROR(readv(file, in, 2), EINVAL);
}

/* All pieces and the descriptor are looked at before the first byte moves. */
static void vectors_are_checked_before_they_move(void)
{
	char text[8] = "xxxxxxx";
	struct iovec pieces[2] = { { text, 4 }, { (void *)-8, 4 } };
	struct iovec nothing = { text, 0 };
	int file, writer;

	put_file("a", "0123456789");
	file = open("a", O_RDONLY);
	EXPECT_ERROR(readv(file, pieces, 2), EFAULT);
	EXPECT(strcmp(text, "xxxxxxx") == 0);
	EXPECT_OK(lseek(file, 0, SEEK_CUR));
	pieces[1].iov_len = (size_t)-1;
	EXPECT_ERROR(readv(file, pieces, 2), EINVAL);
	EXPECT(strcmp(text, "xxxxxxx") == 0);
	writer = open("a", O_WRONLY);
	EXPECT_ERROR(readv(writer, pieces, -1), EBADF);
	EXPECT_OK(readv(open(".", O_RDONLY), &nothing, 1));
}

/* Wrong numbers come before wrong descriptors, and addresses that cannot be before the end. */
static void wrong_arguments_are_told_in_order(void)
{
	char byte;
	int file = open("a", O_RDWR | O_CREAT, 0644);

	EXPECT_ERROR(ftruncate(-1, -1), EINVAL);
	EXPECT_ERROR(pread(-1, &byte, 1, -1), EINVAL);
	EXPECT_ERROR(pwrite(-1, &byte, 1, -1), EINVAL);
	EXPECT_ERROR(read(file, (void *)-8, 4), EFAULT);
	EXPECT_OK(read(file, (void *)16, 4));
}

/* Even when it was empty. */
static void emptying_a_file_sets_its_time(void)
{
	const struct timespec times[2] = { { 1000000000, 0 }, { 1000000000, 0 } };
	struct stat status;

	put_file("a", "");
	EXPECT_OK(utimensat(AT_FDCWD, "a", times, 0));
	EXPECT(open("a", O_WRONLY | O_TRUNC) >= 0);
	EXPECT_OK(stat("a", &status));
	EXPECT(status.st_mtim.tv_sec != 1000000000);
}

/* A length is neither cut to 32 bits nor taken as negative. */
static void a_huge_length_reads_what_is_there(void)
{
	char *buffer = fresh_pages(2);
	int file;

	put_file("a", "0123456789");
	file = open("a", O_RDONLY);
	EXPECT_VALUE(read(file, buffer, 0), 0);
	EXPECT_VALUE(pread(file, buffer, 0x100000005, 0), 10);
	EXPECT_VALUE(pread(file, buffer, 0x7ffff000, 3), 7);
}

static void an_unlinked_file_lives_until_it_is_closed(void)
{
	struct stat status;
	char buffer[8];
	int file;

	put_file("a", "still");
	file = open("a", O_RDWR);
	EXPECT_OK(unlink("a"));
	EXPECT_ERROR(open("a", O_RDONLY), ENOENT);
	EXPECT_OK(fstat(file, &status));
	EXPECT_VALUE(status.st_nlink, 0);
	EXPECT_VALUE(read(file, buffer, sizeof(buffer)), 5);
	EXPECT_VALUE(pwrite(file, "more", 4, 50000), 4);
	put_file("a", "other");
	EXPECT_VALUE(pread(file, buffer, 4, 50000), 4);
	EXPECT(file_holds("a", "other"));
}

static void links_name_the_same_file(void)
{
	struct stat first, second;

	put_file("a", "text");
	EXPECT_OK(link("a", "b"));
	EXPECT_OK(stat("a", &first));
	EXPECT_OK(stat("b", &second));
	EXPECT_VALUE(first.st_ino, second.st_ino);
	EXPECT_VALUE(first.st_nlink, 2);
	EXPECT_ERROR(link("a", "b"), EEXIST);
	EXPECT_ERROR(link("a", ""), ENOENT);
	EXPECT_ERROR(link("absent", "c"), ENOENT);
	EXPECT_ERROR(link("a", "absent/c"), ENOENT);
	EXPECT_ERROR(link("a", "b/c"), ENOTDIR);
	EXPECT_ERROR(link(".", "c"), EPERM);
	EXPECT_OK(unlink("a"));
	EXPECT_VALUE(file_links("b"), 1);
	EXPECT(file_holds("b", "text"));
}

static void stat_tells_the_kind(void)
{
	struct stat status;

	put_file("a", "12345");
	EXPECT_OK(mkdir("d", 0755));
	EXPECT_OK(stat("a", &status));
	EXPECT(S_ISREG(status.st_mode));
	EXPECT_VALUE(status.st_size, 5);
	EXPECT_OK(stat("d", &status));
	EXPECT(S_ISDIR(status.st_mode));
	EXPECT_VALUE(status.st_nlink, 2);
	EXPECT_OK(stat("/dev/null", &status));
	EXPECT(S_ISCHR(status.st_mode));
	EXPECT_ERROR(stat("absent", &status), ENOENT);
	EXPECT_ERROR(stat("a/b", &status), ENOTDIR);
	EXPECT_ERROR(fstatat(AT_FDCWD, "a", &status, 0x40000000), EINVAL);
	EXPECT_ERROR(fstatat(50, "a", &status, 0), EBADF);
	EXPECT_ERROR(fstatat(AT_FDCWD, "", &status, 0), ENOENT);
	EXPECT_OK(fstatat(AT_FDCWD, "", &status, AT_EMPTY_PATH));
	EXPECT(S_ISDIR(status.st_mode));
}

static void times_are_kept(void)
{
	const struct timespec wanted[2] = { { 1000000001, 5 }, { 1100000000, 7 } };
	const struct timespec bad[2] = { { 1, 1000000000 }, { 1, 0 } };
	struct stat status;
	int file;

	put_file("a", "x");
	EXPECT_OK(utimensat(AT_FDCWD, "a", wanted, 0));
	EXPECT_OK(stat("a", &status));
	EXPECT_VALUE(status.st_atim.tv_sec, 1000000001);
	EXPECT_VALUE(status.st_mtim.tv_sec, 1100000000);
	EXPECT_ERROR(utimensat(AT_FDCWD, "a", bad, 0), EINVAL);
	EXPECT_ERROR(utimensat(AT_FDCWD, "absent", wanted, 0), ENOENT);
	file = open("a", O_WRONLY);
	EXPECT_VALUE(write(file, "y", 1), 1);
	EXPECT_OK(stat("a", &status));
	EXPECT(status.st_mtim.tv_sec != 1100000000);
}

static void symbolic_links_lead_on(void)
{
	char text[16];
	struct stat status;

	put_file("a", "text");
	EXPECT_OK(symlink("a", "l"));
	EXPECT(file_holds("l", "text"));
	EXPECT_VALUE(readlink("l", text, sizeof(text)), 1);
	EXPECT_OK(lstat("l", &status));
	EXPECT(S_ISLNK(status.st_mode));
	EXPECT_ERROR(readlink("a", text, sizeof(text)), EINVAL);
	EXPECT_ERROR(readlink("l", text, 0), EINVAL);
	EXPECT_ERROR(symlink("x", "l"), EEXIST);
	EXPECT_ERROR(symlink("", "empty"), ENOENT);
	EXPECT_ERROR(open("l", O_RDONLY | O_NOFOLLOW), ELOOP);
	EXPECT_OK(symlink("round", "round"));
	EXPECT_ERROR(open("round", O_RDONLY), ELOOP);
	EXPECT_OK(symlink("absent", "dangling"));
	EXPECT_ERROR(open("dangling", O_RDONLY), ENOENT);
	EXPECT(open("dangling", O_RDWR | O_CREAT, 0644) >= 0);
	EXPECT_VALUE(file_size("absent"), 0);
	EXPECT_ERROR(open("dangling", O_RDWR | O_CREAT | O_EXCL, 0644), EEXIST);
	EXPECT_OK(unlink("l"));
	EXPECT(file_holds("a", "text"));
}

/* Links that lead to themselves in the middle of a path, and long chains of links. */
static void symbolic_links_in_the_middle_of_paths(void)
{
	char name[16], target[16];

	EXPECT_OK(symlink("d/a", "d"));
	EXPECT_ERROR(open("d/x", O_RDONLY), ELOOP);
	EXPECT_ERROR(mkdir("d/x/y", 0755), ELOOP);
	EXPECT_OK(mkdir("l0", 0755));
	put_file("l0/f", "found");
	for (int i = 1; i <= 41; i++) {
		snprintf(name, sizeof(name), "l%d", i);
		snprintf(target, sizeof(target), "l%d/.", i - 1);
		EXPECT_OK(symlink(target, name));
	}
	EXPECT(file_holds("l40/f", "found"));
	EXPECT_ERROR(open("l41/f", O_RDONLY), ELOOP);
}

/* What the file does not fill of a buffer that was never touched is not fetched either. */
static void reading_a_short_file_takes_little_memory(void)
{
	const size_t size = 1 << 20;
	char *buffer = malloc(size);
	struct sysinfo before, after;
	int file;

	put_file("a", "text");
	file = open("a", O_RDONLY);
	EXPECT_OK(sysinfo(&before));
	EXPECT_VALUE(read(file, buffer, size), 4);
	EXPECT_OK(sysinfo(&after));
	EXPECT(after.freeram + size / 2 > before.freeram);
	free(buffer);
}

static void files_too_large_are_refused(void)
{
	int file = open("a", O_RDWR | O_CREAT, 0644);

	EXPECT_ERROR(ftruncate(file, LONG_MAX), EFBIG);
	EXPECT_ERROR(pwrite(file, "x", 1, LONG_MAX), EFBIG);
	EXPECT_VALUE(file_size("a"), 0);
}

static void syncing_gives_no_error(void)
{
	int file, ends[2];

	put_pattern("a", 30000, 2);
	file = open("a", O_RDWR);
	EXPECT_OK(fsync(file));
	EXPECT_OK(fdatasync(file));
	sync();
	file = open(".", O_RDONLY);
	EXPECT_OK(fsync(file));
	EXPECT_OK(pipe(ends));
	EXPECT_ERROR(fsync(ends[0]), EINVAL);
	expect_pattern("a", 30000, 2);
}

const struct test file_tests[] = {
	{ "open_checks_its_flags", TEST_LINUX, open_checks_its_flags },
	{ "truncating_on_open_empties", TEST_LINUX, truncating_on_open_empties },
	{ "a_file_emptied_under_a_writer", TEST_LINUX, a_file_emptied_under_a_writer },
	{ "what_is_written_is_read", TEST_LINUX, what_is_written_is_read },
	{ "a_large_file_is_read_back", TEST_LINUX | TEST_SLOW, a_large_file_is_read_back },
	{ "a_write_larger_than_the_cache", TEST_LINUX, a_write_larger_than_the_cache },
	{ "writes_of_any_size_and_place_agree_with_a_model", TEST_LINUX,
	  writes_of_any_size_and_place_agree_with_a_model },
	{ "appending_ignores_the_position", TEST_LINUX, appending_ignores_the_position },
	{ "a_hole_reads_as_zeroes", TEST_LINUX, a_hole_reads_as_zeroes },
	{ "reading_a_hole_takes_no_blocks", 0, reading_a_hole_takes_no_blocks },
	{ "shortening_forgets_the_rest", TEST_LINUX, shortening_forgets_the_rest },
	{ "pread_and_pwrite_leave_the_position", TEST_LINUX, pread_and_pwrite_leave_the_position },
	{ "vectors_move_in_order", TEST_LINUX, vectors_move_in_order },
	{ "vectors_are_checked_before_they_move", TEST_LINUX | TEST_NATIVE,
	  vectors_are_checked_before_they_move },
	{ "wrong_arguments_are_told_in_order", TEST_LINUX | TEST_NATIVE,
	  wrong_arguments_are_told_in_order },
	{ "emptying_a_file_sets_its_time", TEST_LINUX, emptying_a_file_sets_its_time },
	{ "a_huge_length_reads_what_is_there", TEST_LINUX | TEST_NATIVE,
	  a_huge_length_reads_what_is_there },
	{ "an_unlinked_file_lives_until_it_is_closed", TEST_LINUX,
	  an_unlinked_file_lives_until_it_is_closed },
	{ "links_name_the_same_file", TEST_LINUX, links_name_the_same_file },
	{ "stat_tells_the_kind", TEST_LINUX, stat_tells_the_kind },
	{ "times_are_kept", TEST_LINUX, times_are_kept },
	{ "symbolic_links_lead_on", TEST_LINUX, symbolic_links_lead_on },
	{ "symbolic_links_in_the_middle_of_paths", TEST_LINUX,
	  symbolic_links_in_the_middle_of_paths },
	{ "reading_a_short_file_takes_little_memory", 0,
	  reading_a_short_file_takes_little_memory },
	{ "files_too_large_are_refused", 0, files_too_large_are_refused },
	{ "syncing_gives_no_error", TEST_LINUX, syncing_gives_no_error },
	{ NULL, 0, NULL },
};
