/*
 * usertests: try the kernel from where programs see it.
 *
 * Each test runs in a process of its own, in an empty folder of its own, watched by another process
 * that kills it when it takes too long. Afterwards the folder is removed and the system must have
 * what it had before: free memory, inodes and blocks, processes, and descriptors in this process.
 * The first test is preceded by a warm-up, because the kernel keeps some of what it once needed
 * (stacks of threads, a page of each kind of object), and a few pages are allowed for that.
 *
 * On Linux only those tests run that Linux decides, and only descriptors are counted: under
 * qemu-riscv64 this very program, but for what an emulator of processes does its own way, and the
 * rest in a build for the machine itself.
 */
#include "usertests.h"

#include <sys/statfs.h>
#include <sys/sysinfo.h>

#define TIME_LIMIT 60  /* seconds that a test may take: many times what it needs, */
#define SLOW_LIMIT 600 /* for the machine may have other things to do */
#define SETTLE_MS  3000
/* Pages: one of each kind of kernel object, and the tables above them. */
#define PAGES_ALLOWED 24
/* Every process that Strata can have, so that all stacks are there; some on Linux. */
#define WARM_PROCESSES_STRATA 256
#define WARM_PROCESSES_LINUX  4

const char *self_path;

static bool strata, quick;
static unsigned int time_limit; /* of all tests, in seconds; 0: theirs */
static char work_folder[64];
static int passed, failed;

struct resources {
	long pages, inodes, blocks, processes, descriptors;
};

/* Free memory in pages, with that which the cache of blocks has taken and could give back. */
static long free_pages(void)
{
	char text[512];
	int file = open("/proc/meminfo", O_RDONLY);
	ssize_t count = read(file, text, sizeof(text) - 1);
	const char *memory, *buffers;

	close(file);
	if (count <= 0)
		return 0;
	text[count] = '\0';
	memory = strstr(text, "MemFree:");
	buffers = strstr(text, "Buffers:");
	if (memory == NULL || buffers == NULL)
		return 0;
	return (atol(memory + 8) + atol(buffers + 8)) / (PAGE / 1024);
}

static long count_descriptors(void)
{
	long count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void measure(struct resources *now)
{
	struct statfs files;
	struct sysinfo system;

	memset(now, 0, sizeof(*now));
	now->descriptors = count_descriptors();
	if (!strata)
		return;
	if (statfs(".", &files) == 0) {
		now->inodes = (long)files.f_ffree;
		now->blocks = (long)files.f_bfree;
	}
	if (sysinfo(&system) == 0)
		now->processes = system.procs;
	now->pages = free_pages();
}

static bool same(const struct resources *before, const struct resources *after)
{
	return after->pages >= before->pages - PAGES_ALLOWED && after->inodes == before->inodes &&
	       after->blocks == before->blocks && after->processes == before->processes &&
	       after->descriptors == before->descriptors;
}

/* Orphans end and blocks become free a little later: give them time. */
static bool settled(const struct resources *before, struct resources *after)
{
	long end = now_ms() + SETTLE_MS;

	for (;;) {
		measure(after);
		if (same(before, after))
			return true;
		if (now_ms() >= end)
			return false;
		sync();
		pause_ms(20);
	}
}

static void show_loss(const char *what, long before, long after)
{
	if (before != after)
		printf("  expected %ld %s as before, got %ld\n", before, what, after);
}

static void show_losses(const struct resources *before, const struct resources *after)
{
	if (after->pages < before->pages - PAGES_ALLOWED)
		show_loss("free pages", before->pages, after->pages);
	show_loss("free inodes", before->inodes, after->inodes);
	show_loss("free blocks", before->blocks, after->blocks);
	show_loss("processes", before->processes, after->processes);
	show_loss("descriptors", before->descriptors, after->descriptors);
}

static pid_t start_test(const struct test *test, const char *folder)
{
	pid_t child = fork();

	if (child != 0)
		return child;
	if (chdir(folder) < 0)
		_exit(2);
	test->run();
	_exit(0);
}

static unsigned int limit_of(const struct test *test)
{
	if (time_limit != 0)
		return time_limit;
	return test->flags & TEST_SLOW ? SLOW_LIMIT : TIME_LIMIT;
}

static pid_t start_watchdog(pid_t watched, unsigned int limit)
{
	pid_t child = fork();

	if (child != 0)
		return child;
	sleep(limit);
	dprintf(1, "  expected an end within %u s\n", limit);
	kill(watched, SIGKILL);
	_exit(0);
}

/* Run a test under its watchdog. Returns its status as wait gives it. */
static int run_watched(const struct test *test, const char *folder)
{
	pid_t child = start_test(test, folder);
	pid_t watchdog;
	int status = -1;

	if (child < 0)
		return -1;
	watchdog = start_watchdog(child, limit_of(test));
	waitpid(child, &status, 0);
	if (watchdog > 0) {
		kill(watchdog, SIGKILL);
		waitpid(watchdog, NULL, 0);
	}
	return status;
}

static void run_test(const struct test *test)
{
	struct resources before, after;
	char folder[96];
	long begin;
	int status;
	bool good;

	snprintf(folder, sizeof(folder), "%s/%s", work_folder, test->name);
	measure(&before);
	if (mkdir(folder, 0755) < 0) {
		printf("  cannot make %s: %s\n", folder, strerror(errno));
		failed++;
		return;
	}
	begin = now_ms();
	status = run_watched(test, folder);
	begin = now_ms() - begin;
	if (WIFSIGNALED(status))
		printf("  expected an exit, got signal %d\n", WTERMSIG(status));
	remove_tree(folder);
	good = settled(&before, &after);
	if (!good)
		show_losses(&before, &after);
	good = good && status == 0;
	passed += good;
	failed += !good;
	printf("%-6s %s %ld.%03ld s\n", good ? "ok" : "FAILED", test->name, begin / 1000,
	       begin % 1000);
	fflush(stdout);
}

/* Fill the cache of blocks, whose descriptions stay when it has once been full. */
static void fill_block_cache(void)
{
	static char bytes[65536];
	int file = open("warm", O_RDWR | O_CREAT, 0644);

	for (int i = 0; i < 400; i++)
		if (write(file, bytes, sizeof(bytes)) < 0)
			break;
	close(file);
	unlink("warm");
}

/* Let the kernel reach what it keeps: as many stacks, files and inodes as tests may need. */
static void warm_up(void)
{
	pid_t children[WARM_PROCESSES_STRATA];
	int limit = strata ? WARM_PROCESSES_STRATA : WARM_PROCESSES_LINUX;
	int count = 0;
	char name[16];
	int ends[2];
	char byte;

	if (pipe(ends) < 0)
		return;
	for (; count < limit; count++) {
		children[count] = fork();
		if (children[count] == 0) {
			close(ends[1]);
			_exit(read(ends[0], &byte, 1) != 0);
		}
		if (children[count] < 0)
			break;
	}
	close(ends[0]);
	close(ends[1]);
	while (count-- > 0)
		waitpid(children[count], NULL, 0);
	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "warm%d", i);
		close(open(name, O_RDWR | O_CREAT, 0644));
		unlink(name);
	}
	if (strata)
		fill_block_cache();
	sync();
}

static const struct test *find_test(const char *name)
{
	for (const struct test *const *area = areas; *area != NULL; area++)
		for (const struct test *test = *area; test->name != NULL; test++)
			if (strcmp(test->name, name) == 0)
				return test;
	return NULL;
}

static bool is_wanted(const struct test *test)
{
	if (test->flags & TEST_FAILS || (quick && test->flags & TEST_SLOW))
		return false;
	if (test->flags & TEST_FAULTS && access("/proc/self/fail-nth", W_OK) < 0)
		return false;
	return strata ||
	       (test->flags & TEST_LINUX && !(may_be_emulated && test->flags & TEST_NATIVE));
}

static void run_all(void)
{
	for (const struct test *const *area = areas; *area != NULL; area++)
		for (const struct test *test = *area; test->name != NULL; test++)
			if (is_wanted(test))
				run_test(test);
}

static void list_tests(void)
{
	for (const struct test *const *area = areas; *area != NULL; area++)
		for (const struct test *test = *area; test->name != NULL; test++)
			printf("%s%s%s%s%s\n", test->name, test->flags & TEST_LINUX ? " linux" : "",
			       test->flags & TEST_SLOW ? " slow" : "",
			       test->flags & TEST_NATIVE ? " native" : "",
			       test->flags & TEST_FAILS ? " fails" : "");
}

/* The named tests, or all; returns the exit status. */
static int run_in_folder(char **names)
{
	for (char **name = names; *name != NULL; name++) {
		if (find_test(*name) == NULL) {
			fprintf(stderr, "usertests: there is no test %s\n", *name);
			return 2;
		}
	}
	if (mkdir(work_folder, 0755) < 0) {
		fprintf(stderr, "usertests: %s: %s\n", work_folder, strerror(errno));
		return 2;
	}
	warm_up();
	if (*names == NULL)
		run_all();
	for (; *names != NULL; names++)
		run_test(find_test(*names));
	remove_tree(work_folder);
	printf("%d tests passed, %d failed\n", passed, failed);
	return failed != 0;
}

static int usage(void)
{
	fprintf(stderr, "usage: usertests [-q] [-t SECONDS] [NAME...]\n"
			"       usertests -l\n");
	return 2;
}

int main(int argc, char **argv)
{
	int option;

	if (strcmp(argv[0], AGAIN) == 0)
		return run_again(argc, argv);
	strata = on_strata();
	self_path = argv[0][0] == '/' ? argv[0] : "/bin/usertests";
	while ((option = getopt(argc, argv, "lqt:")) != -1) {
		if (option == 'l') {
			list_tests();
			return 0;
		}
		if (option == 'q')
			quick = true;
		else if (option != 't' || (time_limit = (unsigned int)atoi(optarg)) == 0)
			return usage();
	}
	snprintf(work_folder, sizeof(work_folder), "usertests.%d", (int)getpid());
	if (strata && chdir("/tmp") < 0)
		return 2;
	return run_in_folder(argv + optind);
}
