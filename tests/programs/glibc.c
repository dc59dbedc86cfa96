/*
 * What ordinary programs do, for one that is linked statically against another C library. It prints
 * what it sees; the test compares that with what Linux shows. Arguments choose the parts.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <semaphore.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

extern char **environ;

static void say(const char *what, long value)
{
	printf("%s: %ld\n", what, value);
}

static void print(void)
{
	printf("%d %5ld %-6s| %08.3f %g %a\n", 42, -7l, "abc", 3.14159, 1e300, 0.5);
	printf("%.10f %.10f %Lf\n", sqrt(2.0), sin(1.0), 1.5L);
	printf("%ls %zu %p\n", L"wide", sizeof(long), (void *)0x1234);
	say("strtol", strtol("  -0x1f", NULL, 0));
	say("toupper", toupper('q'));
}

static int compare(const void *left, const void *right)
{
	return *(const int *)left - *(const int *)right;
}

static void allocate(void)
{
	static char *blocks[300];
	int numbers[] = { 5, 3, 9, 1, 7 };
	long sum = 0;

	for (int i = 0; i < 300; i++) {
		blocks[i] = malloc((size_t)(i * i) + 1);
		memset(blocks[i], i, (size_t)(i * i) + 1);
	}
	for (int i = 0; i < 300; i += 2)
		blocks[i] = realloc(blocks[i], (size_t)i * 1000 + 1);
	for (int i = 0; i < 300; i++)
		sum += (unsigned char)blocks[i][0];
	for (int i = 0; i < 300; i++)
		free(blocks[i]);
	say("sum of blocks", sum);
	qsort(numbers, 5, sizeof(int), compare);
	printf("sorted: %d %d %d\n", numbers[0], numbers[2], numbers[4]);
	say("too much", malloc((size_t)1 << 60) == NULL);
}

/* Blocks that come from mmap and grow by mremap. */
static void allocate_much(void)
{
	char *block = malloc(3 << 20), *other;

	memset(block, 1, 3 << 20);
	other = calloc(1, 1 << 20);
	block = realloc(block, 9 << 20);
	say("kept", block[(3 << 20) - 1]);
	say("zero", other[1 << 19]);
	block = realloc(block, 1 << 20);
	free(other);
	say("still kept", block[100]);
	free(block);
}

static void files(void)
{
	char line[100], path[] = "madeXXXXXX";
	struct iovec pieces[2] = { { "one ", 4 }, { "two\n", 4 } };
	struct stat status;
	FILE *file = fopen("text", "w+");
	int number = 0, descriptor;

	fprintf(file, "first %d\nsecond %d\n", 1, 2);
	rewind(file);
	say("fscanf", fscanf(file, "first %d\n", &number));
	say("number", number);
	printf("fgets: %s", fgets(line, sizeof(line), file));
	say("eof", fgetc(file) == EOF && feof(file));
	say("fseek", fseek(file, -3, SEEK_END));
	say("ftell", ftell(file));
	fclose(file);
	say("stat", stat("text", &status));
	say("size", status.st_size);
	say("regular", S_ISREG(status.st_mode));
	say("no file", fopen("none", "r") == NULL && errno == ENOENT);
	descriptor = mkstemp(path);
	say("mkstemp", descriptor >= 0);
	say("writev", writev(descriptor, pieces, 2));
	say("pread", pread(descriptor, line, 3, 4));
	printf("%.3s\n", line);
	say("ftruncate", ftruncate(descriptor, 2));
	say("lseek", lseek(descriptor, 0, SEEK_END));
	close(descriptor);
	say("rename", rename(path, "renamed"));
	say("access", access(path, F_OK));
	say("remove", remove("renamed"));
	say("mkdir", mkdir("folder", 0755));
	say("chdir", chdir("folder"));
	say("getcwd", getcwd(line, sizeof(line)) != NULL);
	printf("%s\n", strrchr(line, '/'));
	say("realpath", realpath("../text", NULL) != NULL);
	say("chdir", chdir(".."));
	say("rmdir", rmdir("folder"));
	say("tmpfile", tmpfile() != NULL);
}

static int by_name(const struct dirent **left, const struct dirent **right)
{
	return strcmp((*left)->d_name, (*right)->d_name);
}

static void folders(void)
{
	struct dirent **entries;
	char name[20];
	int count;

	mkdir("many", 0755);
	for (int i = 0; i < 100; i++) {
		sprintf(name, "many/%02d", i);
		close(open(name, O_CREAT | O_WRONLY, 0644));
	}
	count = scandir("many", &entries, NULL, by_name);
	say("scandir", count);
	printf("%s %s %s\n", entries[0]->d_name, entries[2]->d_name, entries[count - 1]->d_name);
	for (int i = 0; i < 100; i++) {
		sprintf(name, "many/%02d", i);
		unlink(name);
	}
	say("rmdir", rmdir("many"));
}

static void times(void)
{
	struct timespec now, pause = { 0, 2000000 };
	struct timeval day;
	time_t moment = 86400 * 365;
	struct tm *parts = gmtime(&moment);
	char text[60];

	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %j", parts);
	printf("%s\n", text);
	say("mktime", mktime(parts));
	say("clock_gettime", clock_gettime(CLOCK_MONOTONIC, &now));
	say("nanosleep", nanosleep(&pause, NULL));
	say("gettimeofday", gettimeofday(&day, NULL));
	say("agree", labs(time(NULL) - day.tv_sec) < 3);
	say("clock", clock() >= 0);
}

static void self(void)
{
	struct utsname name;
	struct statfs space;

	setenv("NEW", "value", 1);
	printf("%s %s\n", getenv("NEW"), getenv("NONE") ? "?" : "none");
	say("pid", getpid() > 0 && getppid() > 0);
	say("uname", uname(&name));
	printf("%s\n", name.machine);
	say("page", sysconf(_SC_PAGESIZE));
	say("processors", sysconf(_SC_NPROCESSORS_ONLN) > 0);
	say("statfs", statfs(".", &space));
	say("isatty", isatty(open("/dev/null", O_RDWR)));
	say("errno", dup(1000) < 0 && errno == EBADF);
	printf("%s\n", strerror(ENOTEMPTY));
}

static void processes(void)
{
	int ends[2], status;
	char text[20] = "";
	pid_t child;

	fflush(stdout);
	pipe(ends);
	child = fork();
	if (child == 0) {
		dup2(ends[1], 1);
		execl("/bin/echo", "echo", "from", "exec", (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	say("read", read(ends[0], text, sizeof(text)));
	printf("%s", text);
	say("waitpid", waitpid(child, &status, 0) == child);
	say("status", WEXITSTATUS(status));
	fflush(stdout);
	child = vfork();
	if (child == 0)
		_exit(9);
	waitpid(child, &status, 0);
	say("vfork", WEXITSTATUS(status));
	fflush(stdout);
	child = fork();
	if (child == 0)
		*(volatile int *)8 = 1;
	waitpid(child, &status, 0);
	say("signal", WTERMSIG(status));
}

/* What is started with a stack of its own. */
static void spawned(void)
{
	char line[50], *words[] = { "sh", "-c", "exit 6", NULL };
	FILE *pipe;
	pid_t child;
	int status;

	fflush(stdout);
	say("system", WEXITSTATUS(system("echo in a shell; exit 5")));
	pipe = popen("echo one; echo two", "r");
	while (fgets(line, sizeof(line), pipe))
		printf("read %s", line);
	say("pclose", pclose(pipe));
	fflush(stdout);
	pipe = popen("cat", "w");
	fprintf(pipe, "through a pipe\n");
	say("pclose", pclose(pipe));
	say("posix_spawn", posix_spawn(&child, "/bin/sh", NULL, NULL, words, environ));
	waitpid(child, &status, 0);
	say("status", WEXITSTATUS(status));
}

static void mappings(void)
{
	int file = open("mapped", O_RDWR | O_CREAT | O_TRUNC, 0644);
	char *memory;

	write(file, "text in a file", 14);
	memory = mmap(NULL, 14, PROT_READ, MAP_PRIVATE, file, 0);
	printf("%.14s\n", memory);
	say("munmap", munmap(memory, 14));
	memory = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (fork() == 0) {
		memory[5000] = 33;
		_exit(0);
	}
	wait(NULL);
	say("shared", memory[5000]);
	say("mprotect", mprotect(memory, 4096, PROT_READ));
	say("unlink", unlink("mapped"));
}

/* Threads, with what they wait by. */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static sem_t items;
static __thread int own = 5;
static long total, taken;
static int begun, onces;

static void count_once(void)
{
	onces++;
}

static void *add_up(void *argument)
{
	long number = (long)argument;

	own += (int)number;
	pthread_once(&once, count_once);
	pthread_mutex_lock(&turn);
	while (!begun)
		pthread_cond_wait(&changed, &turn);
	pthread_mutex_unlock(&turn);
	for (int i = 0; i < 5000; i++) {
		pthread_mutex_lock(&turn);
		total += number;
		pthread_mutex_unlock(&turn);
	}
	pthread_barrier_wait(&barrier);
	sem_post(&items);
	return (void *)(long)(own * 10);
}

static void *take_items(void *argument)
{
	for (int i = 0; i < 6; i++) {
		sem_wait(&items);
		taken++;
	}
	return NULL;
}

static void *sleep_until_cancelled(void *argument)
{
	for (;;)
		sem_wait(&items);
}

static void *leave_alone(void *argument)
{
	sem_post(&items);
	return NULL;
}

static void *take_and_give_memory(void *argument)
{
	char *blocks[20];
	long sum = 0;

	for (int i = 0; i < 20; i++) {
		blocks[i] = malloc(100 * (size_t)(i + 1));
		memset(blocks[i], i, 100);
	}
	for (int i = 0; i < 20; i++) {
		sum += blocks[i][99];
		free(blocks[i]);
	}
	return (void *)(sum + (long)argument);
}

static void wait_for_each_other(void)
{
	pthread_t ids[6], taker;
	void *result;

	pthread_barrier_init(&barrier, NULL, 6);
	sem_init(&items, 0, 0);
	pthread_create(&taker, NULL, take_items, NULL);
	for (long i = 0; i < 6; i++)
		say("create", pthread_create(&ids[i], NULL, add_up, (void *)i));
	pthread_mutex_lock(&turn);
	begun = 1;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&turn);
	for (int i = 0; i < 6; i++) {
		say("join", pthread_join(ids[i], &result));
		say("result", (long)result);
	}
	say("join", pthread_join(taker, NULL));
	say("total", total);
	say("taken", taken);
	say("onces", onces);
	say("own", own);
}

static void wait_in_vain(void)
{
	struct timespec soon;
	pthread_t sleeper;
	void *result;

	pthread_mutex_lock(&turn);
	clock_gettime(CLOCK_REALTIME, &soon);
	soon.tv_nsec += 20000000;
	if (soon.tv_nsec >= 1000000000) {
		soon.tv_sec++;
		soon.tv_nsec -= 1000000000;
	}
	say("timed out", pthread_cond_timedwait(&changed, &turn, &soon) == ETIMEDOUT);
	pthread_mutex_unlock(&turn);
	pthread_create(&sleeper, NULL, sleep_until_cancelled, NULL);
	say("cancel", pthread_cancel(sleeper));
	say("join", pthread_join(sleeper, &result));
	say("cancelled", result == PTHREAD_CANCELED);
}

static void threads(void)
{
	pthread_t id;
	void *result;

	wait_for_each_other();
	wait_in_vain();
	for (int i = 0; i < 50; i++) {
		pthread_create(&id, NULL, take_and_give_memory, (void *)(long)i);
		pthread_join(id, &result);
		total += (long)result;
	}
	say("total", total);
	pthread_create(&id, NULL, leave_alone, NULL);
	pthread_detach(id);
	sem_wait(&items);
	puts("a detached one has run");
}

static void input(void)
{
	char word[20];
	int count = 0;

	while (scanf("%19s", word) == 1)
		count++;
	say("words", count);
}

static const struct {
	const char *name;
	void (*run)(void);
} parts[] = {
	{ "print", print },	    { "allocate", allocate }, { "allocate_much", allocate_much },
	{ "files", files },	    { "folders", folders },   { "times", times },
	{ "self", self },	    { "processes", processes }, { "spawned", spawned },
	{ "mappings", mappings },   { "input", input },	      { "threads", threads },
};

static void run(const char *name)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (strcmp(parts[i].name, name) == 0) {
			printf("-- %s\n", name);
			parts[i].run();
			return;
		}
	}
	printf("no part %s\n", name);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		run(argv[i]);
	return ferror(stdout) ? 1 : 7;
}
