/*
 * Empties each pool of the system, and sees that all comes back: processes, descriptors, open
 * files, inodes in memory; then more of a file than the smallest cache and log hold. Prints what it
 * got of each in each of three rounds, with the error that ended it, and the memory that is free.
 */
#include "check.h"

#include <sys/mman.h>
#include <sys/statfs.h>

#define ROUNDS	    3
#define CHILDREN    5000
#define FILES_EACH  100 /* in a folder */
#define DATA_BLOCKS 300

/* What a child tells: the files that it holds, and why there are no more. */
static volatile struct report {
	long count;
	int error;
	int done;
} *reports;

static pid_t children[CHILDREN];
static int child_count;

static void end_children(void)
{
	int status;

	for (int i = 0; i < child_count; i++) {
		kill(children[i], SIGKILL);
		CHECK(waitpid(children[i], &status, 0) == children[i]);
		CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	}
	child_count = 0;
}

static void hold_for_ever(void)
{
	for (;;)
		pause();
}

static void use_processes(void)
{
	pid_t child;

	while (child_count < CHILDREN && (child = fork()) >= 0) {
		if (child == 0)
			hold_for_ever();
		children[child_count++] = child;
	}
	printf("processes %d %d\n", child_count, errno);
	end_children();
}

static void use_descriptors(void)
{
	int count = 0, last;

	while ((last = dup(1)) >= 0)
		count++;
	printf("descriptors %d %d\n", count, errno);
	for (int i = 0; i < count; i++)
		CHECK(close(3 + i) == 0);
}

/* The path of the n-th of many files, whose folder is made with its first. */
static const char *path_of(long number)
{
	static char path[32];

	snprintf(path, sizeof(path), "d%ld", number / FILES_EACH);
	if (number % FILES_EACH == 0)
		mkdir(path, 0755);
	snprintf(path, sizeof(path), "d%ld/%ld", number / FILES_EACH, number);
	return path;
}

/* In a child: open files until it can not, all of them "same" or each of its own. */
static void hold_files(volatile struct report *report, long first, int own)
{
	while (open(own ? path_of(first + report->count) : "same", O_RDWR | O_CREAT, 0644) >= 0)
		report->count++;
	report->error = errno;
	report->done = 1;
	hold_for_ever();
}

/* Children that hold files, until it is not their own descriptors that run out. */
static long use_files(const char *name, int own)
{
	long count = 0;
	int error = EMFILE;

	while (error == EMFILE && child_count < CHILDREN) {
		volatile struct report *report = &reports[child_count];

		*report = (struct report){ 0, 0, 0 };
		children[child_count] = fork();
		if (children[child_count] == 0)
			hold_files(report, count, own);
		if (children[child_count] < 0)
			break;
		child_count++;
		while (!report->done)
			usleep(1000);
		count += report->count;
		error = report->error;
	}
	CHECK(error == ENFILE);
	if (error == ENFILE && !own) /* to open what is there takes less than to make a file */
		CHECK_ERROR(open("same", O_RDWR | O_CREAT, 0644), ENFILE);
	printf("%s %ld %d\n", name, count, error);
	end_children();
	return count;
}

static void remove_files(long count)
{
	char folder[32];

	for (long i = 0; i < count; i++)
		CHECK(unlink(path_of(i)) == 0);
	for (long i = 0; i * FILES_EACH <= count; i++) {
		snprintf(folder, sizeof(folder), "d%ld", i);
		rmdir(folder);
	}
}

static void fill_block(char *block, int number)
{
	for (int i = 0; i < 4096; i++)
		block[i] = (char)(number * 7 + i);
}

static void use_blocks(void)
{
	static char block[4096], wanted[4096];
	int file = open("data", O_RDWR | O_CREAT | O_TRUNC, 0644);

	CHECK(file >= 0);
	if (file < 0)
		return;
	for (int i = 0; i < DATA_BLOCKS; i++) {
		fill_block(block, i);
		CHECK(write(file, block, sizeof(block)) == sizeof(block));
	}
	CHECK(fsync(file) == 0);
	for (int i = 0; i < DATA_BLOCKS; i++) {
		fill_block(wanted, i);
		CHECK(pread(file, block, sizeof(block), i * 4096L) == sizeof(block));
		CHECK(memcmp(block, wanted, sizeof(block)) == 0);
	}
	CHECK(close(file) == 0 && unlink("data") == 0);
}

static int number_in(const char *text, const char *name)
{
	const char *line = strstr(text, name);

	return line ? atoi(line + strlen(name)) : -1;
}

/* Blocks and inodes of the disk, and memory in KiB, cached blocks included. */
static void print_what_is_free(void)
{
	struct statfs disk;
	char text[512] = "";
	int file = open("/proc/meminfo", O_RDONLY);

	sync();
	CHECK(statfs(".", &disk) == 0);
	CHECK(file >= 0 && read(file, text, sizeof(text) - 1) > 0);
	close(file);
	printf("free %ld %ld %d\n", (long)disk.f_bfree, (long)disk.f_ffree,
	       number_in(text, "MemFree:") + number_in(text, "Buffers:"));
}

int main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	reports = mmap(NULL, CHILDREN * sizeof(*reports), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(reports != MAP_FAILED);
	CHECK(close(open("same", O_RDWR | O_CREAT, 0644)) == 0);
	for (int round = 0; round < ROUNDS; round++) {
		use_processes();
		use_descriptors();
		use_files("files", 0);
		remove_files(use_files("inodes", 1));
		use_blocks();
		print_what_is_free();
	}
	CHECK(unlink("same") == 0);
	return report();
}
