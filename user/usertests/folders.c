/* Folders: names, paths, moves, the working folder. */
#include "usertests.h"

#include <dirent.h>

/* POSIX's rename has no flags. */
#include <sys/syscall.h>

static long rename_with(const char *from, const char *to, unsigned int flags)
{
	return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

static void folders_are_made_and_removed(void)
{
	EXPECT_OK(mkdir("d", 0755));
	EXPECT_ERROR(mkdir("d", 0755), EEXIST);
	EXPECT_ERROR(mkdir("no/d", 0755), ENOENT);
	EXPECT_ERROR(mkdir("", 0755), ENOENT);
	EXPECT_ERROR(mkdir("/", 0755), EEXIST);
	EXPECT_ERROR(mkdir(".", 0755), EEXIST);
	EXPECT_OK(mkdir("d/e/", 0755));
	EXPECT_VALUE(file_links("d"), 3);
	EXPECT_ERROR(rmdir("d"), ENOTEMPTY);
	EXPECT_ERROR(unlink("d/e"), EISDIR);
	put_file("f", "x");
	EXPECT_ERROR(rmdir("f"), ENOTDIR);
	EXPECT_ERROR(mkdir("f/d", 0755), ENOTDIR);
	EXPECT_ERROR(rmdir("d/e/."), EINVAL);
	EXPECT_ERROR(rmdir("d/e/.."), ENOTEMPTY);
	EXPECT_OK(rmdir("d/e"));
	EXPECT_VALUE(file_links("d"), 2);
	EXPECT_OK(rmdir("d"));
	EXPECT_ERROR(rmdir("d"), ENOENT);
	EXPECT_ERROR(rmdir("/"), EBUSY);
}

static void dot_and_dot_dot_cannot_be_removed(void)
{
	EXPECT_OK(mkdir("d", 0755));
	EXPECT_OK(chdir("d"));
	EXPECT_ERROR(unlink("."), EISDIR);
	EXPECT_ERROR(unlink(".."), EISDIR);
	EXPECT_ERROR(rmdir("."), EINVAL);
	EXPECT_ERROR(rename(".", "../e"), EBUSY);
	EXPECT_ERROR(rename("..", "../e"), EBUSY);
	EXPECT_ERROR(link(".", "x"), EPERM);
}

static void paths_are_walked_as_written(void)
{
	EXPECT_OK(mkdir("d", 0755));
	put_file("d/f", "x");
	EXPECT(file_holds("d//f", "x"));
	EXPECT(file_holds("./d/./f", "x"));
	EXPECT(file_holds("d/../d/f", "x"));
	EXPECT_ERROR(open("d/f/..", O_RDONLY), ENOTDIR);
	EXPECT_ERROR(open("d/f/.", O_RDONLY), ENOTDIR);
	EXPECT_ERROR(open("d/no/../f", O_RDONLY), ENOENT);
	EXPECT_OK(chdir("/.."));
	EXPECT_OK(chdir("/../../.."));
	EXPECT_ERROR(chdir(""), ENOENT);
}

/* Names are kept whole, compared whole, and refused when too long. */
static void long_names_are_kept_whole_or_refused(void)
{
	char name[NAME_MAX + 2], other[NAME_MAX + 2];
	static char path[PATH_MAX + 10];

	memset(name, 'n', sizeof(name));
	name[NAME_MAX] = '\0';
	strcpy(other, name);
	other[NAME_MAX - 1] = 'x';
	put_file(name, "one");
	put_file(other, "two");
	EXPECT(file_holds(name, "one"));
	EXPECT(file_holds(other, "two"));
	EXPECT_OK(unlink(name));
	EXPECT_OK(unlink(other));
	name[NAME_MAX] = 'n';
	name[NAME_MAX + 1] = '\0';
	EXPECT_ERROR(open(name, O_RDWR | O_CREAT, 0644), ENAMETOOLONG);
	EXPECT_ERROR(mkdir(name, 0755), ENAMETOOLONG);
	EXPECT_ERROR(symlink("x", name), ENAMETOOLONG);
	EXPECT_ERROR(unlink(name), ENAMETOOLONG);
	memset(path, '/', PATH_MAX + 5);
	EXPECT_ERROR(open(path, O_RDONLY), ENAMETOOLONG);
	path[PATH_MAX - 1] = '\0';
	EXPECT_OK(chdir(path));
}

static void names_of_any_bytes(void)
{
	char name[] = { 'n', 0, 0 };

	for (int byte = 1; byte < 256; byte++) {
		if (byte == '/')
			continue;
		name[1] = (char)byte;
		put_file(name, name);
	}
	for (int byte = 1; byte < 256; byte++) {
		if (byte == '/')
			continue;
		name[1] = (char)byte;
		EXPECT(file_holds(name, name));
		EXPECT_OK(unlink(name));
	}
}

static void fourteen_bytes_are_no_border(void)
{
	put_file("12345678901234", "a");
	put_file("123456789012345", "b");
	put_file("1234567890123456", "c");
	EXPECT(file_holds("12345678901234", "a"));
	EXPECT(file_holds("123456789012345", "b"));
	EXPECT(file_holds("1234567890123456", "c"));
	EXPECT_OK(unlink("123456789012345"));
	EXPECT_ERROR(open("123456789012345", O_RDONLY), ENOENT);
	EXPECT(file_holds("1234567890123456", "c"));
}

static void rename_moves_and_replaces(void)
{
	put_file("a", "one");
	put_file("b", "two");
	EXPECT_OK(rename("a", "b"));
	EXPECT(file_holds("b", "one"));
	EXPECT_ERROR(open("a", O_RDONLY), ENOENT);
	EXPECT_OK(rename("b", "b"));
	EXPECT_OK(link("b", "c"));
	EXPECT_OK(rename("b", "c"));
	EXPECT_VALUE(file_links("b"), 2);
	EXPECT_ERROR(rename("absent", "x"), ENOENT);
	EXPECT_ERROR(rename("b", "absent/x"), ENOENT);
	EXPECT_ERROR(rename("b", "c/x"), ENOTDIR);
	EXPECT_OK(mkdir("d", 0755));
	EXPECT_OK(mkdir("d/e", 0755));
	EXPECT_ERROR(rename("b", "d"), EISDIR);
	EXPECT_ERROR(rename("d", "b"), ENOTDIR);
	EXPECT_ERROR(rename("d", "d/e/x"), EINVAL);
	EXPECT_ERROR(rename("d", "d/x"), EINVAL);
	EXPECT_ERROR(rename("d/e", "d"), ENOTEMPTY);
	EXPECT_OK(mkdir("empty", 0755));
	EXPECT_OK(rename("d", "empty"));
	EXPECT_VALUE(file_links("empty"), 3);
	EXPECT_ERROR(chdir("d"), ENOENT);
}

static void rename_flags_are_honoured(void)
{
	put_file("a", "one");
	put_file("b", "two");
	EXPECT_ERROR(rename_with("a", "b", 1), EEXIST);
	EXPECT_ERROR(rename_with("a", "c", 0x1000), EINVAL);
	EXPECT_OK(rename_with("a", "c", 1));
	EXPECT(file_holds("c", "one"));
}

static void a_moved_folder_knows_its_new_parent(void)
{
	char before[PATH_MAX], after[PATH_MAX];

	EXPECT_OK(mkdir("a", 0755));
	EXPECT_OK(mkdir("b", 0755));
	EXPECT_OK(mkdir("a/m", 0755));
	EXPECT_OK(rename("a/m", "b/m"));
	EXPECT_VALUE(file_links("a"), 2);
	EXPECT_VALUE(file_links("b"), 3);
	EXPECT_OK(chdir("b"));
	EXPECT(getcwd(before, sizeof(before)) != NULL);
	EXPECT_OK(chdir("m/.."));
	EXPECT(getcwd(after, sizeof(after)) != NULL);
	EXPECT(strcmp(before, after) == 0);
}

static void getcwd_follows_chdir(void)
{
	char start[PATH_MAX], now[PATH_MAX];
	int folder;

	EXPECT(getcwd(start, sizeof(start)) != NULL);
	EXPECT_OK(mkdir("d", 0755));
	folder = open(".", O_RDONLY);
	EXPECT_OK(chdir("d"));
	EXPECT(getcwd(now, sizeof(now)) != NULL);
	EXPECT(strncmp(now, start, strlen(start)) == 0);
	EXPECT(strcmp(now + strlen(start), "/d") == 0);
	EXPECT_OK(fchdir(folder));
	EXPECT(getcwd(now, sizeof(now)) != NULL);
	EXPECT(strcmp(now, start) == 0);
	EXPECT_ERROR(getcwd(now, 1) ? 0 : -1, ERANGE);
	put_file("f", "x");
	EXPECT_ERROR(chdir("f"), ENOTDIR);
	folder = open("f", O_RDONLY);
	EXPECT_ERROR(fchdir(folder), ENOTDIR);
}

static void a_removed_working_folder_is_empty_for_ever(void)
{
	char buffer[64];

	EXPECT_OK(mkdir("d", 0755));
	EXPECT_OK(chdir("d"));
	EXPECT_OK(rmdir("../d"));
	EXPECT_ERROR(open("x", O_RDWR | O_CREAT, 0644), ENOENT);
	EXPECT_ERROR(mkdir("y", 0755), ENOENT);
	EXPECT_ERROR(symlink("x", "y"), ENOENT);
	EXPECT_ERROR(getcwd(buffer, sizeof(buffer)) ? 0 : -1, ENOENT);
	EXPECT_OK(chdir("."));
	EXPECT_OK(chdir(".."));
}

/* Making files in a removed working folder must not lose inodes, however often. */
static void removed_working_folders_lose_no_inodes(void)
{
	for (int round = 0; round < 100; round++) {
		EXPECT_OK(mkdir("d", 0755));
		EXPECT_OK(chdir("d"));
		EXPECT_OK(rmdir("../d"));
		EXPECT_ERROR(open("x", O_RDWR | O_CREAT, 0644), ENOENT);
		EXPECT_ERROR(mkdir("y", 0755), ENOENT);
		EXPECT_OK(chdir(".."));
	}
}

/* Go up from `deeper`, unless that was done, and remove it. */
static bool remove_from_below(bool *above)
{
	*above = *above || chdir("..") == 0;
	if (!*above || rmdir("deeper") < 0)
		return false;
	*above = false;
	return true;
}

/*
 * A removed folder keeps its parent, which may be removed as well, and so on: all of them go with
 * the last descriptor of the lowest.
 */
static void removed_folders_go_with_the_lowest(void)
{
	int depth, removed = 0, folder;
	bool above = false; /* the folder to be removed next, not in it */

	for (depth = 0; depth < 300; depth++) {
		EXPECT_OK(mkdir("deeper", 0755));
		EXPECT_OK(chdir("deeper"));
	}
	folder = open(".", O_RDONLY);
	EXPECT(folder >= 0);
	while (removed < depth && remove_from_below(&above))
		removed++;
	/* Where inodes are few, they are all in use by now. */
	EXPECT(removed == depth || errno == ENFILE);
	EXPECT(removed > 10);
	EXPECT_OK(close(folder));
	for (; removed < depth; removed++)
		EXPECT(remove_from_below(&above));
}

static int entries_of(const char *path)
{
	DIR *folder = opendir(path);
	int count = 0;

	EXPECT(folder != NULL);
	while (readdir(folder) != NULL)
		count++;
	closedir(folder);
	return count;
}

static void a_folder_shows_each_name_once(void)
{
	char name[32];

	for (int i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), "file-%d", i);
		put_file(name, "x");
	}
	EXPECT_VALUE(entries_of("."), 302);
	for (int i = 0; i < 300; i += 2) {
		snprintf(name, sizeof(name), "file-%d", i);
		EXPECT_OK(unlink(name));
	}
	EXPECT_VALUE(entries_of("."), 152);
	for (int i = 1; i < 300; i += 2) {
		snprintf(name, sizeof(name), "file-%d", i);
		EXPECT_OK(unlink(name));
	}
	EXPECT_VALUE(entries_of("."), 2);
}

static void getdents_checks_its_arguments(void)
{
	char buffer[512];
	int folder = open(".", O_RDONLY), file;

	put_file("f", "x");
	file = open("f", O_RDONLY);
	EXPECT_ERROR(getdents64(file, buffer, sizeof(buffer)), ENOTDIR);
	EXPECT_ERROR(getdents64(folder, buffer, 5), EINVAL);
	EXPECT_ERROR(getdents64(folder, (void *)16, sizeof(buffer)), EFAULT);
	folder = open(".", O_RDONLY);
	EXPECT(getdents64(folder, buffer, sizeof(buffer)) > 0);
	EXPECT_VALUE(getdents64(folder, buffer, sizeof(buffer)), 0);
}

static void folders_are_not_read_as_files(void)
{
	char buffer[64];
	int folder = open(".", O_RDONLY);

	EXPECT_ERROR(read(folder, buffer, sizeof(buffer)), EISDIR);
	EXPECT_ERROR(pread(folder, buffer, sizeof(buffer), 0), EISDIR);
	EXPECT_ERROR(write(folder, buffer, 1), EBADF);
}

static void deep_paths_work(void)
{
	char now[PATH_MAX];

	for (int depth = 0; depth < 60; depth++) {
		EXPECT_OK(mkdir("deeper", 0755));
		EXPECT_OK(chdir("deeper"));
	}
	EXPECT(getcwd(now, sizeof(now)) != NULL);
	EXPECT_OK(chdir(now));
	put_file("f", "deep");
	EXPECT(file_holds("../deeper/f", "deep"));
	EXPECT_OK(unlink("f"));
	for (int depth = 0; depth < 60; depth++) {
		EXPECT_OK(chdir(".."));
		EXPECT_OK(rmdir("deeper"));
	}
}

static void descriptors_of_folders_begin_paths(void)
{
	struct stat status;
	int folder, file;

	EXPECT_OK(mkdir("d", 0755));
	put_file("f", "x");
	folder = open("d", O_RDONLY);
	file = open("f", O_RDONLY);
	EXPECT(openat(folder, "g", O_RDWR | O_CREAT, 0644) >= 0);
	EXPECT_VALUE(file_size("d/g"), 0);
	EXPECT_OK(linkat(folder, "g", AT_FDCWD, "h", 0));
	EXPECT_VALUE(file_links("d/g"), 2);
	EXPECT_OK(fstatat(folder, "../h", &status, 0));
	EXPECT_ERROR(openat(file, "g", O_RDONLY), ENOTDIR);
	EXPECT_ERROR(openat(50, "g", O_RDONLY), EBADF);
	EXPECT_ERROR(unlinkat(folder, "g", 0x10), EINVAL);
	EXPECT_OK(unlinkat(folder, "g", 0));
	EXPECT_OK(mkdirat(folder, "s", 0755));
	EXPECT_OK(unlinkat(folder, "s", AT_REMOVEDIR));
	EXPECT_OK(rmdir("d"));
	EXPECT_ERROR(openat(folder, "new", O_RDWR | O_CREAT, 0644), ENOENT);
}

/* Where several things are wrong with a path, or with two, Linux's order decides. */
static void what_is_wrong_first_is_told(void)
{
	char long_name[NAME_MAX + 2], text[8];

	put_file("f", "x");
	EXPECT_OK(mkdir("d", 0755));
	EXPECT_OK(mkdir("d/e", 0755));
	EXPECT_OK(symlink("d", "l"));
	EXPECT_ERROR(openat(-1, "", O_RDONLY), ENOENT);
	EXPECT_ERROR(readlinkat(-1, "", text, sizeof(text)), EBADF);
	EXPECT_ERROR(linkat(AT_FDCWD, "absent", -1, "x", 0), ENOENT);
	EXPECT_ERROR(linkat(AT_FDCWD, "f", -1, "x", 0), EBADF);
	EXPECT_ERROR(renameat(AT_FDCWD, "absent/x", -1, "x"), ENOENT);
	EXPECT_ERROR(renameat(AT_FDCWD, "absent", -1, "x"), EBADF);
	EXPECT_ERROR(link(".", "f"), EEXIST);
	EXPECT_ERROR(link("f", "d/"), EEXIST);
	EXPECT_ERROR(link("f", "new/"), ENOENT);
	EXPECT_ERROR(rmdir("f/.."), ENOTDIR);
	EXPECT_ERROR(mkdir("f/..", 0755), ENOTDIR);
	EXPECT_ERROR(rename("f/x", "d"), ENOTDIR);
	EXPECT_ERROR(rename_with("d", "d/e", 1), EEXIST);
	EXPECT_ERROR(rename_with("f", ".", 1), EEXIST);
	EXPECT_ERROR(rename_with("", "f", 0x1000), EINVAL);
	EXPECT_ERROR(open("l", O_RDONLY | O_DIRECTORY | O_NOFOLLOW), ENOTDIR);
	memset(long_name, 'n', sizeof(long_name));
	long_name[NAME_MAX + 1] = '\0';
	EXPECT_OK(chdir("d/e"));
	EXPECT_OK(rmdir("../e"));
	EXPECT_ERROR(mkdir(long_name, 0755), ENOENT);
}

static void a_removed_folder_has_no_entries(void)
{
	char buffer[512];
	int folder;

	EXPECT_OK(mkdir("d", 0755));
	folder = open("d", O_RDONLY);
	EXPECT_OK(rmdir("d"));
	EXPECT_ERROR(getdents64(folder, buffer, sizeof(buffer)), ENOENT);
}

/* That it has another parent is no change of what is in it. */
static void a_moved_folder_keeps_its_time(void)
{
	const struct timespec times[2] = { { 1000000000, 0 }, { 1000000000, 0 } };
	struct stat status;

	EXPECT_OK(mkdir("a", 0755));
	EXPECT_OK(mkdir("b", 0755));
	EXPECT_OK(mkdir("a/m", 0755));
	EXPECT_OK(utimensat(AT_FDCWD, "a/m", times, 0));
	EXPECT_OK(rename("a/m", "b/m"));
	EXPECT_OK(stat("b/m", &status));
	EXPECT_VALUE(status.st_mtim.tv_sec, 1000000000);
	EXPECT_OK(stat("b", &status));
	EXPECT(status.st_mtim.tv_sec != 1000000000);
}

static void mknod_makes_devices_only(void)
{
	struct stat status;

	EXPECT_OK(mknod("zero", S_IFCHR | 0644, 0x105));
	EXPECT_OK(stat("zero", &status));
	EXPECT(S_ISCHR(status.st_mode));
	EXPECT_OK(mknod("nowhere", S_IFCHR | 0644, 0x7f7f));
	EXPECT_ERROR(open("nowhere", O_RDONLY), ENXIO);
	EXPECT_ERROR(mknod("zero", S_IFCHR | 0644, 0x105), EEXIST);
	EXPECT_OK(unlink("zero"));
	EXPECT_OK(unlink("nowhere"));
}

const struct test folder_tests[] = {
	{ "folders_are_made_and_removed", TEST_LINUX, folders_are_made_and_removed },
	{ "dot_and_dot_dot_cannot_be_removed", TEST_LINUX, dot_and_dot_dot_cannot_be_removed },
	{ "paths_are_walked_as_written", TEST_LINUX, paths_are_walked_as_written },
	{ "long_names_are_kept_whole_or_refused", TEST_LINUX,
	  long_names_are_kept_whole_or_refused },
	{ "names_of_any_bytes", TEST_LINUX, names_of_any_bytes },
	{ "fourteen_bytes_are_no_border", TEST_LINUX, fourteen_bytes_are_no_border },
	{ "rename_moves_and_replaces", TEST_LINUX, rename_moves_and_replaces },
	{ "rename_flags_are_honoured", TEST_LINUX, rename_flags_are_honoured },
	{ "a_moved_folder_knows_its_new_parent", TEST_LINUX, a_moved_folder_knows_its_new_parent },
	{ "getcwd_follows_chdir", TEST_LINUX, getcwd_follows_chdir },
	{ "a_removed_working_folder_is_empty_for_ever", TEST_LINUX,
	  a_removed_working_folder_is_empty_for_ever },
	{ "removed_working_folders_lose_no_inodes", TEST_LINUX,
	  removed_working_folders_lose_no_inodes },
	{ "removed_folders_go_with_the_lowest", TEST_LINUX, removed_folders_go_with_the_lowest },
	{ "a_folder_shows_each_name_once", TEST_LINUX, a_folder_shows_each_name_once },
	{ "getdents_checks_its_arguments", TEST_LINUX, getdents_checks_its_arguments },
	{ "folders_are_not_read_as_files", TEST_LINUX | TEST_NATIVE,
	  folders_are_not_read_as_files },
	{ "what_is_wrong_first_is_told", TEST_LINUX, what_is_wrong_first_is_told },
	{ "a_removed_folder_has_no_entries", TEST_LINUX, a_removed_folder_has_no_entries },
	{ "a_moved_folder_keeps_its_time", TEST_LINUX, a_moved_folder_keeps_its_time },
	{ "deep_paths_work", TEST_LINUX, deep_paths_work },
	{ "descriptors_of_folders_begin_paths", TEST_LINUX, descriptors_of_folders_begin_paths },
	{ "mknod_makes_devices_only", 0, mknod_makes_devices_only },
	{ NULL, 0, NULL },
};
