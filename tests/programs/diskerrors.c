/*
 * Work on a disk that fails.
 *
 *	diskerrors work FOLDER
 *	diskerrors check FOLDER NAME...
 *
 * `work` makes calls that need the disk. Each succeeds, or fails with EIO, or, once the file system
 * has become read-only, with EROFS; anything else is a fault of the kernel. It says `kept NAME` for
 * what was made and synced without an error and is left alone from then on, and in the end how
 * often each error came. `check` looks, after another start, whether all that was kept is there,
 * and whether whatever else is in the folder can be used.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONGEST 90000

static int input_output_errors, read_only_errors;

/* Did the call work? What is not allowed to happen ends the program. */
static int works(const char *call, const char *name, long result)
{
	if (result >= 0)
		return 1;
	if (errno == EIO) {
		input_output_errors++;
	} else if (errno == EROFS) {
		read_only_errors++;
	} else {
		printf("WRONG: %s %s: %s\n", call, name, strerror(errno));
		exit(1);
	}
	return 0;
}

/* The file's size and contents follow from its name. */
static unsigned int size_of(const char *name)
{
	return ((unsigned int)name[strlen(name) - 1] - '0') * 9000 % LONGEST + 100;
}

static void fill(char *bytes, const char *name, unsigned int size)
{
	for (unsigned int i = 0; i < size; i++)
		bytes[i] = (char)(name[i % strlen(name)] + i / 512);
}

/* Make a file and have it synced. Returns whether all of it worked. */
static int make_file(const char *name)
{
	static char bytes[LONGEST];
	int file = open(name, O_RDWR | O_CREAT | O_EXCL, 0644), good;
	unsigned int size = size_of(name);
	ssize_t written;

	if (!works("open", name, file))
		return 0;
	fill(bytes, name, size);
	written = write(file, bytes, size);
	good = works("write", name, written) && written == (ssize_t)size;
	/* Always: a write that failed later is reported here. */
	good &= works("fsync", name, fsync(file));
	close(file);
	return good;
}

static void keep(const char *name)
{
	if (make_file(name))
		printf("kept %s\n", name);
}

/* Files that change after they were synced: what they hold is not for `check` to know. */
static void change_files(void)
{
	char bytes[300] = "appended";
	int file;

	make_file("b3");
	make_file("b4");
	make_file("b5");
	works("rename", "b3", access("b3", F_OK) == 0 ? rename("b3", "b6") : 0);
	works("unlink", "b4", access("b4", F_OK) == 0 ? unlink("b4") : 0);
	works("link", "b5", access("b5", F_OK) == 0 ? link("b5", "b7") : 0);
	file = open("b5", O_RDWR | O_APPEND);
	if (file >= 0) {
		works("write", "b5", write(file, bytes, sizeof(bytes)));
		works("ftruncate", "b5", ftruncate(file, 20000));
		works("pwrite", "b5", pwrite(file, bytes, sizeof(bytes), 5000));
		works("fsync", "b5", fsync(file));
		close(file);
	}
}

static void use_directories(void)
{
	char name[20];

	if (!works("mkdir", "d", mkdir("d", 0755)))
		return;
	for (int i = 1; i < 6; i++) {
		snprintf(name, sizeof(name), "d/%d", i);
		keep(name);
	}
	if (works("mkdir", "e", mkdir("e", 0755)))
		works("rmdir", "e", rmdir("e"));
	/* Small configurations have no such call. */
	if (symlink("d/1", "s") != 0 && errno != ENOSYS)
		works("symlink", "s", -1);
}

static void read_file(const char *name)
{
	static char bytes[4096];
	int file = open(name, O_RDONLY);
	struct stat status;
	ssize_t length;

	if (!works("open", name, file))
		return;
	if (works("fstat", name, fstat(file, &status)) && S_ISREG(status.st_mode)) {
		do {
			length = read(file, bytes, sizeof(bytes));
		} while (works("read", name, length) && length > 0);
	}
	close(file);
}

/* Read what is not in memory yet. */
static void read_files(void)
{
	DIR *stream = opendir("/bin");
	struct dirent *entry;
	char name[300];

	if (!works("opendir", "/bin", stream != NULL ? 0 : -1))
		return;
	while ((entry = readdir(stream)) != NULL) {
		snprintf(name, sizeof(name), "/bin/%s", entry->d_name);
		read_file(name);
	}
	closedir(stream);
}

/* Calls that need no disk do not suffer. */
static void use_processes(void)
{
	int ends[2], status = -1;
	char byte = 'x';
	pid_t child;

	if (pipe(ends) != 0 || (child = fork()) < 0) {
		printf("WRONG: pipe and fork: %s\n", strerror(errno));
		exit(1);
	}
	if (child == 0)
		_exit(write(ends[1], &byte, 1) == 1 ? 7 : 8);
	if (waitpid(child, &status, 0) != child || WEXITSTATUS(status) != 7 ||
	    read(ends[0], &byte, 1) != 1) {
		printf("WRONG: a child that needs no disk\n");
		exit(1);
	}
}

/* Twice, as messages of the kernel may come in between. */
static void say_errors(void)
{
	for (int i = 0; i < 2; i++) {
		printf("EIO %d EROFS %d\n", input_output_errors, read_only_errors);
		fflush(stdout);
	}
}

static int work(void)
{
	char name[20];

	for (int i = 1; i < 5; i++) {
		snprintf(name, sizeof(name), "a%d", i);
		keep(name);
	}
	use_directories();
	change_files();
	keep("a5");
	read_files();
	use_processes();
	/* What failed since is heard of now, at the latest. */
	make_file("z1");
	make_file("z2");
	say_errors();
	return 0;
}

/* Can it be opened and read to its end? */
static void check_readable(const char *name)
{
	static char bytes[4096];
	int file = open(name, O_RDONLY);
	ssize_t length = -1;

	while (file >= 0 && (length = read(file, bytes, sizeof(bytes))) > 0)
		continue;
	if (file < 0 || (length != 0 && errno != EISDIR)) {
		printf("WRONG: %s: %s\n", name, strerror(errno));
		exit(1);
	}
	close(file);
}

static void check_kept(const char *name)
{
	static char bytes[LONGEST + 1], right[LONGEST];
	int file = open(name, O_RDONLY);
	unsigned int size = size_of(name);
	ssize_t length = read(file, bytes, sizeof(bytes));

	fill(right, name, size);
	if (length != (ssize_t)size || memcmp(bytes, right, size) != 0) {
		printf("WRONG: %s was kept, and now has %ld bytes\n", name, (long)length);
		exit(1);
	}
	close(file);
}

static int check(char **names)
{
	DIR *stream = opendir(".");
	struct dirent *entry;
	int count = 0;

	for (; *names != NULL; names++, count++)
		check_kept(*names);
	while (stream != NULL && (entry = readdir(stream)) != NULL) {
		/* The link may lead to what was never made. */
		if (strcmp(entry->d_name, "s") != 0)
			check_readable(entry->d_name);
	}
	printf("%d kept files are there\n", count);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: diskerrors work|check FOLDER [NAME...]\n");
		return 2;
	}
	if (strcmp(argv[1], "work") == 0)
		works("mkdir", argv[2], mkdir(argv[2], 0755));
	if (chdir(argv[2]) != 0) {
		printf("no folder\n");
		say_errors();
		return argc > 3;
	}
	return strcmp(argv[1], "check") == 0 ? check(argv + 3) : work();
}
