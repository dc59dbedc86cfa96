/* Files, folders and descriptors. */
#include "check.h"

#include <dirent.h>
#include <sys/resource.h>
#include <sys/uio.h>

static void put(const char *path, const char *text)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	CHECK(file >= 0);
	CHECK(write(file, text, strlen(text)) == (ssize_t)strlen(text));
	CHECK(close(file) == 0);
}

static int holds(const char *path, const char *text)
{
	char buffer[256];
	int file = open(path, O_RDONLY);
	ssize_t count = read(file, buffer, sizeof(buffer));

	close(file);
	return count == (ssize_t)strlen(text) && memcmp(buffer, text, count) == 0;
}

static int links(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 ? (int)status.st_nlink : -1;
}

/* Without a free descriptor, open neither makes nor cuts a file. */
static void check_full_table(void)
{
	struct rlimit limit;
	int last, file = -1;

	getrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur > 64) { /* Linux's can be lowered; ours is fixed */
		limit.rlim_cur = 64;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	put("kept", "text");
	last = open(".", O_RDONLY);
	while ((file = dup(last)) >= 0)
		last = file;
	CHECK(errno == EMFILE);
	CHECK_ERROR(open("kept", O_WRONLY | O_TRUNC), EMFILE);
	CHECK_ERROR(open("unmade", O_WRONLY | O_CREAT, 0644), EMFILE);
	for (; last > 2; last--)
		close(last);
	CHECK(holds("kept", "text"));
	CHECK_ERROR(open("unmade", O_RDONLY), ENOENT);
	CHECK(unlink("kept") == 0);
}

static void check_open(void)
{
	CHECK_ERROR(open("absent", O_RDONLY), ENOENT);
	CHECK_ERROR(open("absent/x", O_RDWR | O_CREAT, 0644), ENOENT);
	put("a", "first");
	CHECK_ERROR(open("a", O_RDWR | O_CREAT | O_EXCL, 0644), EEXIST);
	CHECK_ERROR(open("a/x", O_RDONLY), ENOTDIR);
	CHECK_ERROR(open(".", O_RDWR), EISDIR);
	CHECK_ERROR(open("a", O_RDONLY | O_DIRECTORY), ENOTDIR);
	CHECK_ERROR(open("", O_RDONLY), ENOENT);
	CHECK(holds("a", "first"));
	CHECK_ERROR(close(77), EBADF);
	CHECK_ERROR(read(-1, NULL, 0), EBADF);
}

static void check_append_and_offset(void)
{
	int file, copy;
	char byte;

	put("b", "one");
	file = open("b", O_WRONLY | O_APPEND);
	CHECK(write(file, "two", 3) == 3);
	CHECK(lseek(file, 0, SEEK_SET) == 0);
	CHECK(write(file, "x", 1) == 1);
	CHECK_ERROR(read(file, &byte, 1), EBADF);
	close(file);
	CHECK(holds("b", "onetwox"));

	file = open("b", O_RDWR);
	copy = dup(file);
	CHECK(read(file, &byte, 1) == 1 && byte == 'o');
	CHECK(read(copy, &byte, 1) == 1 && byte == 'n');
	CHECK_ERROR(lseek(file, -1, SEEK_SET), EINVAL);
	CHECK(lseek(file, -1, SEEK_END) == 6);
	CHECK(read(copy, &byte, 1) == 1 && byte == 'x');
	CHECK(read(copy, &byte, 1) == 0);
	close(file);
	CHECK(lseek(copy, 0, SEEK_CUR) == 7);
	close(copy);
}

static void check_holes(void)
{
	char buffer[32];
	struct stat status;
	int file = open("hole", O_RDWR | O_CREAT | O_TRUNC, 0644);

	CHECK(lseek(file, 100000, SEEK_SET) == 100000);
	CHECK(write(file, "end", 3) == 3);
	CHECK(fstat(file, &status) == 0 && status.st_size == 100003);
	memset(buffer, 'x', sizeof(buffer));
	CHECK(lseek(file, 50000, SEEK_SET) == 50000);
	CHECK(read(file, buffer, sizeof(buffer)) == sizeof(buffer));
	for (unsigned int index = 0; index < sizeof(buffer); index++)
		CHECK(buffer[index] == 0);
	CHECK(ftruncate(file, 10) == 0);
	CHECK(fstat(file, &status) == 0 && status.st_size == 10);
	CHECK(ftruncate(file, 5000) == 0);
	CHECK(lseek(file, 4999, SEEK_SET) == 4999);
	CHECK(read(file, buffer, 10) == 1 && buffer[0] == 0);
	CHECK_ERROR(ftruncate(file, -1), EINVAL);
	close(file);
}

static void check_unlinked_file_lives_on(void)
{
	char buffer[8];
	struct stat status;
	int file;

	put("gone", "still");
	file = open("gone", O_RDWR);
	CHECK(unlink("gone") == 0);
	CHECK_ERROR(open("gone", O_RDONLY), ENOENT);
	CHECK(fstat(file, &status) == 0 && status.st_nlink == 0);
	CHECK(read(file, buffer, sizeof(buffer)) == 5);
	close(file);
	CHECK_ERROR(unlink("gone"), ENOENT);
}

static void check_links(void)
{
	put("l1", "linked");
	CHECK(links("l1") == 1);
	CHECK(link("l1", "l2") == 0);
	CHECK(links("l1") == 2 && holds("l2", "linked"));
	CHECK_ERROR(link("l1", "l2"), EEXIST);
	CHECK_ERROR(link("absent", "l3"), ENOENT);
	CHECK_ERROR(link(".", "l3"), EPERM);
	CHECK(unlink("l1") == 0);
	CHECK(links("l2") == 1 && holds("l2", "linked"));
}

static void check_folders(void)
{
	CHECK(mkdir("d", 0755) == 0);
	CHECK_ERROR(mkdir("d", 0755), EEXIST);
	CHECK_ERROR(mkdir("no/d", 0755), ENOENT);
	CHECK(links("d") == 2);
	CHECK(mkdir("d/e", 0755) == 0);
	CHECK(links("d") == 3);
	CHECK_ERROR(rmdir("d"), ENOTEMPTY);
	CHECK_ERROR(unlink("d/e"), EISDIR);
	put("d/f", "x");
	CHECK_ERROR(rmdir("d/f"), ENOTDIR);
	CHECK_ERROR(rmdir("d/e/."), EINVAL);
	CHECK(rmdir("d/e") == 0);
	CHECK(unlink("d/f") == 0);
	CHECK(rmdir("d") == 0);
	CHECK_ERROR(chdir("d"), ENOENT);
}

static void check_removed_working_folder(void)
{
	char buffer[64], start[256];

	CHECK(getcwd(start, sizeof(start)) != NULL);
	CHECK_ERROR(getcwd(buffer, 1) ? 0 : -1, ERANGE);
	CHECK(mkdir("w", 0755) == 0 && chdir("w") == 0);
	CHECK(rmdir("../w") == 0);
	CHECK_ERROR(open("x", O_RDWR | O_CREAT, 0644), ENOENT);
	CHECK_ERROR(mkdir("y", 0755), ENOENT);
	CHECK_ERROR(getcwd(buffer, sizeof(buffer)) ? 0 : -1, ENOENT);
	CHECK(chdir(start) == 0);
}

static void check_rename(void)
{
	put("r1", "one");
	put("r2", "two");
	CHECK(rename("r1", "r2") == 0);
	CHECK(holds("r2", "one"));
	CHECK_ERROR(open("r1", O_RDONLY), ENOENT);
	CHECK_ERROR(rename("r1", "r3"), ENOENT);
	CHECK(mkdir("rd", 0755) == 0 && mkdir("rd/in", 0755) == 0);
	CHECK_ERROR(rename("rd", "rd/in/x"), EINVAL);
	CHECK_ERROR(rename("r2", "rd"), EISDIR);
	CHECK_ERROR(rename("rd", "r2"), ENOTDIR);
	CHECK(rename("r2", "rd/in/r2") == 0 && holds("rd/in/r2", "one"));
	CHECK(rename("rd/in", "up") == 0 && holds("up/in/../r2", "one") == 0);
	CHECK(holds("up/r2", "one") && links("rd") == 2);
	CHECK(unlink("up/r2") == 0 && rmdir("up") == 0 && rmdir("rd") == 0);
}

static void check_reading_a_folder(void)
{
	char name[16];
	struct dirent *entry;
	int seen = 0, dots = 0;
	DIR *folder;

	CHECK(mkdir("many", 0755) == 0);
	for (int index = 0; index < 100; index++) {
		snprintf(name, sizeof(name), "many/f%d", index);
		put(name, name);
	}
	folder = opendir("many");
	while ((entry = readdir(folder)) != NULL) {
		seen += entry->d_name[0] == 'f';
		dots += entry->d_name[0] == '.';
	}
	closedir(folder);
	CHECK(seen == 100 && dots == 2);
	for (int index = 0; index < 100; index++) {
		snprintf(name, sizeof(name), "many/f%d", index);
		CHECK(unlink(name) == 0);
	}
	CHECK(rmdir("many") == 0);
}

static void check_pieces(void)
{
	char left[3], right[8];
	struct iovec out[] = { { "abc", 3 }, { "", 0 }, { "defg", 4 } };
	struct iovec in[] = { { left, 3 }, { right, 8 } };
	int file = open("pieces", O_RDWR | O_CREAT | O_TRUNC, 0644);

	CHECK(writev(file, out, 3) == 7);
	CHECK(lseek(file, 0, SEEK_SET) == 0);
	CHECK(readv(file, in, 2) == 7);
	CHECK(memcmp(left, "abc", 3) == 0 && memcmp(right, "defg", 4) == 0);
	CHECK_ERROR(writev(file, out, -1), EINVAL);
	close(file);
}

static void check_descriptors(void)
{
	int file = open("a", O_RDONLY), copy = dup2(file, 20);

	CHECK(copy == 20 && dup2(file, file) == file);
	CHECK(fcntl(file, F_GETFD) == 0);
	CHECK(fcntl(file, F_SETFD, FD_CLOEXEC) == 0 && fcntl(file, F_GETFD) == FD_CLOEXEC);
	CHECK(fcntl(copy, F_GETFD) == 0);
	CHECK(fcntl(file, F_DUPFD, 30) == 30);
	CHECK((fcntl(file, F_GETFL) & O_ACCMODE) == O_RDONLY);
	CHECK_ERROR(dup2(99, 21), EBADF);
	CHECK_ERROR(lseek(99, 0, SEEK_SET), EBADF);
	CHECK(close(30) == 0 && close(20) == 0 && close(file) == 0);
	CHECK_ERROR(close(file), EBADF);
}

static void check_running_out_of_descriptors(void)
{
	int first = open("a", O_RDONLY), last = first, next;

	while ((next = dup(first)) >= 0)
		last = next;
	CHECK(errno == EMFILE);
	CHECK_ERROR(open("a", O_RDONLY), EMFILE);
	for (int file = first; file <= last; file++)
		CHECK(close(file) == 0);
}

static void check_long_names(void)
{
	char name[400];

	memset(name, 'n', sizeof(name));
	name[300] = 0;
	CHECK_ERROR(open(name, O_RDWR | O_CREAT, 0644), ENAMETOOLONG);
	CHECK_ERROR(mkdir(name, 0755), ENAMETOOLONG);
}

int main(void)
{
	check_full_table();
	check_open();
	check_append_and_offset();
	check_holes();
	check_unlinked_file_lives_on();
	check_links();
	check_folders();
	check_removed_working_folder();
	check_rename();
	check_reading_a_folder();
	check_pieces();
	check_descriptors();
	check_running_out_of_descriptors();
	check_long_names();
	return report();
}
