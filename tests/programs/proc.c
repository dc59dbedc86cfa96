/* What /proc tells a program about itself, as Linux has it. */
#include "check.h"

#include <stdint.h>
#include <sys/mman.h>

#define PAGE 4096

/* All of a file, read in pieces of that size. */
static char *read_all(const char *path, size_t piece)
{
	static char texts[4][1 << 20];
	static int next;
	char *text = texts[next++ % 4];
	int file = open(path, O_RDONLY);
	size_t length = 0;
	ssize_t got;

	CHECK(file >= 0);
	while (length + piece < sizeof(texts[0]) && (got = read(file, text + length, piece)) > 0)
		length += (size_t)got;
	CHECK(length > 0);
	text[length] = '\0';
	close(file);
	return text;
}

struct line {
	unsigned long start, end, offset, inode;
	char rights[5], name[200];
};

/* The line about an address; the fields of a line that is not there are empty. */
static struct line line_of(const void *address)
{
	const char *at = read_all("/proc/self/maps", PAGE);
	struct line line;
	int name;

	for (; *at; at = strchr(at, '\n') + 1) {
		memset(&line, 0, sizeof(line));
		name = 0;
		CHECK(sscanf(at, "%lx-%lx %4s %lx %*x:%*x %lu %n", &line.start, &line.end,
			     line.rights, &line.offset, &line.inode, &name) == 5);
		CHECK(name > 0 && (at[name - 1] == '\n' || name == 73));
		if (at[name - 1] != '\n')
			sscanf(at + name, "%199[^\n]", line.name);
		if ((uintptr_t)address >= line.start && (uintptr_t)address < line.end)
			return line;
	}
	memset(&line, 0, sizeof(line));
	return line;
}

static void check_kinds(void)
{
	int local;
	void *heap = malloc(100);

	CHECK(strcmp(line_of(&local).name, "[stack]") == 0);
	CHECK(strcmp(line_of(heap).name, "[heap]") == 0);
	CHECK(strcmp(line_of(heap).rights, "rw-p") == 0);
	CHECK(line_of((void *)(uintptr_t)check_kinds).rights[2] == 'x');
	CHECK(strstr(line_of((void *)(uintptr_t)check_kinds).name, "/proc") != NULL);
	CHECK(line_of(NULL).end == 0);
}

static void check_mappings(void)
{
	int file = open("mapped", O_RDWR | O_CREAT | O_TRUNC, 0644);
	char *memory = mmap(NULL, 6 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct stat status;
	struct line line;

	CHECK(write(file, "text", 4) == 4 && fstat(file, &status) == 0);
	CHECK(strcmp(line_of(memory).rights, "---p") == 0);
	CHECK(mprotect(memory + 2 * PAGE, PAGE, PROT_READ | PROT_WRITE) == 0);
	line = line_of(memory + 2 * PAGE);
	CHECK(line.start == (uintptr_t)memory + 2 * PAGE && line.end - line.start == PAGE);
	CHECK(strcmp(line.rights, "rw-p") == 0 && line.inode == 0);
	line = line_of(mmap(memory, 2 * PAGE, PROT_READ, MAP_PRIVATE | MAP_FIXED, file, PAGE));
	CHECK(line.offset == PAGE && line.inode == status.st_ino);
	CHECK(strcmp(line.rights, "r--p") == 0);
	CHECK(strcmp(line.name + strlen(line.name) - 7, "/mapped") == 0);
	/* The upper half of a mapping that was cut. */
	CHECK(munmap(memory, PAGE) == 0);
	CHECK(line_of(memory).end == 0 && line_of(memory + PAGE).offset == 2 * PAGE);
	line = line_of(mmap(NULL, PAGE, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
	CHECK(strcmp(line.rights, "r--s") == 0);
	CHECK(strcmp(line.name, "/dev/zero (deleted)") == 0);
	close(file);
}

/* More than a page, read in large and in small pieces. */
static void check_length(void)
{
	char *memory = mmap(NULL, 400 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *whole;

	for (int i = 0; i < 400; i += 2)
		CHECK(mprotect(memory + i * PAGE, PAGE, PROT_NONE) == 0);
	read_all("/proc/self/maps", PAGE);
	whole = read_all("/proc/self/maps", 1 << 16);
	CHECK(strlen(whole) > 4 * PAGE);
	CHECK(strcmp(whole, read_all("/proc/self/maps", 777)) == 0);
	CHECK(line_of(memory + 399 * PAGE).end == (uintptr_t)memory + 400 * PAGE);
}

static long number_after(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? strtol(at + strlen(name), NULL, 10) : -1;
}

static void check_status(void)
{
	char *text = read_all("/proc/self/status", PAGE);

	CHECK(strncmp(text, "Name:\tproc\n", 11) == 0);
	CHECK(strstr(text, "\nState:\tR (running)\n") != NULL);
	CHECK(number_after(text, "\nPid:\t") == getpid());
	CHECK(number_after(text, "\nTgid:\t") == getpid());
	CHECK(number_after(text, "\nPPid:\t") == getppid());
	CHECK(number_after(text, "\nThreads:\t") == 1);
	CHECK(number_after(text, "\nVmSize:\t") >= number_after(text, "\nVmRSS:\t"));
	CHECK(number_after(text, "\nVmRSS:\t") > 16);
}

static void check_stat(void)
{
	char *text = read_all("/proc/self/stat", PAGE);
	long before = -1, after, pid, parent, size = 0, pages = 0;
	char name[20], state = 0;
	char *memory;

	for (int i = 0; i < 2; i++) {
		CHECK(sscanf(text, "%ld (%19[^)]) %c %ld", &pid, name, &state, &parent) == 4);
		CHECK(sscanf(strchr(text, ')'), ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
			     "%*u %*u %*d %*d %*d %*d %*d %*d %*u %ld %ld", &size, &pages) == 2);
		CHECK(pid == getpid() && parent == getppid() && state == 'R');
		CHECK(strcmp(name, "proc") == 0 && pages > 4 && size > pages * PAGE);
		after = size;
		if (i == 0) {
			before = size;
			memory = mmap(NULL, 64 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
				      0);
			CHECK(memory != MAP_FAILED);
			text = read_all("/proc/self/stat", PAGE);
		}
	}
	CHECK(after - before == 64 * PAGE);
}

static void check_cmdline(char **argv)
{
	char *text = read_all("/proc/self/cmdline", PAGE);

	for (; *argv; argv++) {
		CHECK(strcmp(text, *argv) == 0);
		text += strlen(text) + 1;
	}
}

/* Files of processes that have ended are not there, or empty; those of others can be read. */
static void check_others(void)
{
	char path[40];
	pid_t child = fork();
	int file;

	if (child == 0)
		_exit(0);
	snprintf(path, sizeof(path), "/proc/%d/maps", (int)child);
	file = open(path, O_RDONLY);
	while (file >= 0 && read(file, path, sizeof(path)) > 0)
		lseek(file, 0, SEEK_SET);
	CHECK(waitpid(child, NULL, 0) == child);
	CHECK(file < 0 || read(file, path, sizeof(path)) <= 0);
	snprintf(path, sizeof(path), "/proc/%d/status", (int)child);
	CHECK_ERROR(open(path, O_RDONLY), ENOENT);
	snprintf(path, sizeof(path), "/proc/%d/maps", (int)getppid());
	read_all(path, PAGE);
}

static void check_system(void)
{
	char *text = read_all("/proc/uptime", PAGE);
	long up = -1, idle = -1, up_part, idle_part;

	CHECK(sscanf(text, "%ld.%2ld %ld.%2ld\n", &up, &up_part, &idle, &idle_part) == 4);
	CHECK(up >= 0 && idle >= 0 && up * 100 + up_part > 0);
	text = read_all("/proc/meminfo", PAGE);
	CHECK(number_after(text, "MemTotal:") > number_after(text, "MemFree:"));
	CHECK(number_after(text, "MemFree:") > 0 && strstr(text, "SwapTotal:") != NULL);
	text = read_all("/proc/interrupts", PAGE);
	CHECK(strncmp(text, "           CPU0 ", 15) == 0);
}

/* What is in them could be a program: the one in the caller's own memory, for example. */
static void check_no_programs(void)
{
	char *arguments[] = { "x", NULL };

	CHECK(execve("/proc/self/cmdline", arguments, NULL) == -1 && errno == EACCES);
	CHECK(execve("/proc/uptime", arguments, NULL) == -1 && errno == EACCES);
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	check_kinds();
	check_mappings();
	check_length();
	check_status();
	check_stat();
	check_cmdline(argv);
	check_others();
	check_system();
	check_no_programs();
	return report();
}
