/*
 * files: the first process of stage 7. It makes each of the calls on files on the mounted disk and
 * says what it saw; in the end the disk is as it was before.
 */
#include "say.h"

#include <abi/dirent.h>
#include <abi/fcntl.h>
#include <abi/stat.h>

#define FOLDER "/stage7"
#define TEXT   "written once"

#define CONSOLE_NUMBER abi_makedev(5, 1)

int main(void);

/* What the calls below give is 0, a descriptor or a count; or the error is shown. */
static const char *outcome(long result)
{
	static char text[32];

	if (result < 0)
		return error_text(result);
	format_string(text, sizeof(text), "%ld", result);
	return text;
}

static long open(const char *path, int flags)
{
	return CALL(openat, AT_FDCWD, path, flags, 0644);
}

static long stat_path(const char *path, struct abi_stat *stat)
{
	return CALL(newfstatat, AT_FDCWD, path, stat, 0);
}

static unsigned int links_of(const char *path)
{
	struct abi_stat stat = { .st_nlink = 0 };

	stat_path(path, &stat);
	return stat.st_nlink;
}

static void show_directories(void)
{
	long again;

	say("mkdirat: %s: %s\n", FOLDER, outcome(CALL(mkdirat, AT_FDCWD, FOLDER, 0755)));
	again = CALL(mkdirat, AT_FDCWD, FOLDER, 0755);
	say("mkdirat: again: %s\n", outcome(again));
	say("chdir: %s: %s\n", FOLDER, outcome(CALL(chdir, FOLDER)));
}

static void show_contents(void)
{
	char text[32] = "";
	struct abi_stat stat;
	long fd = open("a", O_RDWR | O_CREAT), result;

	say("openat: %s/a, made: descriptor %s\n", FOLDER, outcome(fd));
	say("write: %s bytes\n", outcome(CALL(write, fd, TEXT, sizeof(TEXT) - 1)));
	say("lseek: to byte %s\n", outcome(CALL(lseek, fd, 8, SEEK_SET)));
	result = CALL(read, fd, text, sizeof(text) - 1);
	say("read: %s bytes: \"%s\"\n", outcome(result), text);
	result = CALL(fstat, fd, &stat);
	say("fstat: %s: %s, %ld bytes, %u links\n", outcome(result),
	    S_ISREG(stat.st_mode) ? "a file" : "no file", (long)stat.st_size, stat.st_nlink);
	say("close: %s\n", outcome(CALL(close, fd)));
	say("close: again: %s\n", outcome(CALL(close, fd)));
}

/* Two descriptors of one open file share its position. */
static void show_dup(void)
{
	char first[6] = "", second[8] = "";
	long fd = open("a", O_RDONLY), copy = CALL(dup, fd), third;

	say("dup: descriptor %ld again as %s\n", fd, outcome(copy));
	CALL(read, fd, first, 5);
	CALL(read, copy, second, 7);
	say("dup: \"%s\" read by one, then \"%s\" by the other\n", first, second);
	third = CALL(dup3, fd, 9, 0);
	say("dup3: descriptor %ld again as %s\n", fd, outcome(third));
	CALL(close, fd);
	CALL(close, copy);
	CALL(close, third);
}

static void show_names(void)
{
	struct abi_stat a, b;
	long result = CALL(linkat, AT_FDCWD, "a", AT_FDCWD, "b", 0);

	say("linkat: b is a: %s; %u links\n", outcome(result), links_of("a"));
	stat_path("a", &a);
	result = stat_path("b", &b);
	say("newfstatat: of b: %s; it is%s the inode of a\n", outcome(result),
	    a.st_ino == b.st_ino ? "" : " not");
	result = CALL(unlinkat, AT_FDCWD, "a", 0);
	say("unlinkat: a: %s; b has %u link\n", outcome(result), links_of("b"));
	say("openat: a: %s\n", outcome(open("a", O_RDONLY)));
}

static void show_nodes(void)
{
	struct abi_stat stat = { .st_rdev = 0 };
	long result = CALL(mknodat, AT_FDCWD, "c", S_IFCHR | 0600, CONSOLE_NUMBER);

	stat_path("c", &stat);
	say("mknodat: c: %s; %s %u:%u\n", outcome(result),
	    S_ISCHR(stat.st_mode) ? "a device," : "no device,", abi_major((uint32_t)stat.st_rdev),
	    abi_minor((uint32_t)stat.st_rdev));
	say("openat: c: %s\n", outcome(open("c", O_RDWR)));
}

static void show_listing(void)
{
	static uint64_t buffer[64]; /* aligned as the entries are */
	const char *bytes = (const char *)buffer;
	long fd = open(".", O_RDONLY | O_DIRECTORY), size, at;

	size = CALL(getdents64, fd, buffer, sizeof(buffer));
	say("getdents64: %s bytes:", outcome(size));
	for (at = 0; at < size;) {
		const struct abi_dirent64 *entry = (const void *)(bytes + at);

		say(" %s", entry->d_name);
		at += entry->d_reclen;
	}
	say("\n");
	CALL(close, fd);
}

/* Opens the same file again and again. Returns what the last call gave. */
static long exhaust_descriptors(long *highest)
{
	long fd;

	*highest = -1;
	while ((fd = open("b", O_RDONLY)) >= 0)
		*highest = fd;
	for (long open_fd = 3; open_fd <= *highest; open_fd++)
		CALL(close, open_fd);
	return fd;
}

static void show_errors(void)
{
	long fd = open("b", O_RDONLY), highest, result;

	say("errors: read of descriptor 40: %s\n", outcome(CALL(read, 40, 0, 1)));
	say("errors: write of descriptor -1: %s\n", outcome(CALL(write, -1, "x", 1)));
	say("errors: write to what was opened for reading: %s\n", outcome(CALL(write, fd, "x", 1)));
	say("errors: read to address 8: %s\n", outcome(CALL(read, fd, 8, 1)));
	CALL(close, fd);
	say("errors: chdir to a file: %s\n", outcome(CALL(chdir, "b")));
	say("errors: unlinkat of a directory: %s\n", outcome(CALL(unlinkat, AT_FDCWD, FOLDER, 0)));
	result = exhaust_descriptors(&highest);
	say("errors: openat behind descriptor %ld: %s\n", highest, outcome(result));
	say("errors: pipe2: %s\n", outcome(CALL(pipe2, 0, 0)));
}

static void clean_up(void)
{
	CALL(unlinkat, AT_FDCWD, "b", 0);
	CALL(unlinkat, AT_FDCWD, "c", 0);
	CALL(chdir, "/");
	say("unlinkat: %s: %s\n", FOLDER,
	    outcome(CALL(unlinkat, AT_FDCWD, FOLDER, AT_REMOVEDIR)));
}

static const char *numbered(const char *prefix, unsigned int number)
{
	static char name[24];

	format_string(name, sizeof(name), "%s%u", prefix, number);
	return name;
}

/* A file as long as one can be. Returns what the last write gave. */
static long write_longest(const char *path, unsigned long *kib)
{
	static const char bytes[1024] = "full";
	long fd = open(path, O_WRONLY | O_CREAT), result = fd;

	while (fd >= 0 && (result = CALL(write, fd, bytes, sizeof(bytes))) == sizeof(bytes))
		(*kib)++;
	CALL(close, fd);
	return result;
}

/* Files until the disk has no block left. Returns how many there are. */
static unsigned int fill_disk(void)
{
	unsigned int count = 0;
	unsigned long kib = 0;
	long result;

	do
		result = write_longest(numbered("/long", count++), &kib);
	while (result != -ENOSPC && count < 100);
	say("full: the disk took %lu KiB in %u files: %s\n", kib, count, outcome(result));
	return count;
}

static void unlink_numbered(const char *prefix, unsigned int count)
{
	while (count-- > 0)
		CALL(unlinkat, AT_FDCWD, numbered(prefix, count), 0);
}

/*
 * Names of one empty file, until the directory takes no more: its blocks are full, and there is no
 * other. Then all go again.
 */
static void fill_directory(void)
{
	unsigned int count = 0, files;
	long result;

	CALL(mkdirat, AT_FDCWD, "/full", 0755);
	CALL(close, open("/full/file", O_WRONLY | O_CREAT));
	files = fill_disk();
	do
		result = CALL(linkat, AT_FDCWD, "/full/file", AT_FDCWD,
			      numbered("/full/name", count), 0);
	while (result == 0 && ++count > 0);
	say("full: the directory took %u names: %s\n", count, outcome(result));
	say("full: nor does it take a file: %s\n", outcome(open("/full/new", O_CREAT)));
	unlink_numbered("/full/name", count);
	unlink_numbered("/long", files);
	CALL(unlinkat, AT_FDCWD, "/full/file", 0);
	say("full: emptied and removed: %s\n",
	    outcome(CALL(unlinkat, AT_FDCWD, "/full", AT_REMOVEDIR)));
}

static void offer_to_fill(void)
{
	char line[8];

	if (IS_ENABLED(CONFIG_POWEROFF_AT_END))
		return;
	say("f and Enter fills the disk and a directory; Enter alone does not\n");
	hear(line, sizeof(line));
	if (line[0] == 'f')
		fill_directory();
}

int main(void)
{
	show_directories();
	show_contents();
	show_dup();
	show_names();
	show_nodes();
	show_listing();
	show_errors();
	clean_up();
	offer_to_fill();
	finish();
}
