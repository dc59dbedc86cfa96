/* Several processes at the same files, folders, pages and processes. */
#include "usertests.h"

#define WORKERS 4

static pid_t workers[WORKERS];
static int worker;

static void start_workers(void (*body)(void))
{
	for (worker = 0; worker < WORKERS; worker++)
		workers[worker] = start(body);
}

static void join_workers(void)
{
	for (int i = 0; i < WORKERS; i++)
		join(workers[i]);
}

static void write_own_file(void)
{
	char name[16];

	snprintf(name, sizeof(name), "f%d", worker);
	for (int round = 0; round < 5; round++) {
		put_pattern(name, 30000, (unsigned int)(worker + round));
		expect_pattern(name, 30000, (unsigned int)(worker + round));
	}
}

static void files_of_different_processes_do_not_mix(void)
{
	start_workers(write_own_file);
	join_workers();
	for (int i = 0; i < WORKERS; i++) {
		char name[16];

		snprintf(name, sizeof(name), "f%d", i);
		expect_pattern(name, 30000, (unsigned int)i + 4);
	}
}

static void append_lines(void)
{
	char line[11];
	int file = open("log", O_WRONLY | O_APPEND);

	for (int i = 0; i < 100; i++) {
		snprintf(line, sizeof(line), "%d:%07d\n", worker, i);
		EXPECT_VALUE(write(file, line, 10), 10);
	}
}

static void appended_lines_are_all_there_and_whole(void)
{
	int next[WORKERS] = { 0 };
	char line[11] = "";
	int file;

	put_file("log", "");
	start_workers(append_lines);
	join_workers();
	EXPECT_VALUE(file_size("log"), WORKERS * 1000);
	file = open("log", O_RDONLY);
	while (read(file, line, 10) == 10) {
		int who = line[0] - '0';

		EXPECT(who >= 0 && who < WORKERS && line[1] == ':' && line[9] == '\n');
		EXPECT_VALUE(atoi(line + 2), next[who]);
		next[who]++;
	}
}

static int shared_file;

static void write_at_shared_position(void)
{
	for (int i = 0; i < 200; i++)
		EXPECT_VALUE(write(shared_file, "0123456789", 10), 10);
}

static void a_shared_position_loses_no_writes(void)
{
	shared_file = open("a", O_RDWR | O_CREAT, 0644);
	start_workers(write_at_shared_position);
	join_workers();
	EXPECT_VALUE(file_size("a"), WORKERS * 2000);
	EXPECT_VALUE(lseek(shared_file, 0, SEEK_CUR), WORKERS * 2000);
}

static void create_and_remove_the_same_name(void)
{
	for (int i = 0; i < 60; i++) {
		int file = open("same", O_RDWR | O_CREAT, 0644);

		EXPECT(file >= 0);
		close(file);
		if (unlink("same") < 0)
			EXPECT_VALUE(errno, ENOENT);
		if (mkdir("folder", 0755) < 0)
			EXPECT_VALUE(errno, EEXIST);
		if (rmdir("folder") < 0)
			EXPECT_VALUE(errno, ENOENT);
	}
}

static void the_same_name_made_and_removed_by_many(void)
{
	start_workers(create_and_remove_the_same_name);
	join_workers();
}

static void create_exclusively(void)
{
	int won = 0, file;
	char name[16];

	for (int i = 0; i < 60; i++) {
		snprintf(name, sizeof(name), "x%d", i);
		file = open(name, O_RDWR | O_CREAT | O_EXCL, 0644);
		won += file >= 0;
		if (file < 0)
			EXPECT_VALUE(errno, EEXIST);
		close(file);
	}
	snprintf(name, sizeof(name), "%d", won);
	file = open("won", O_WRONLY | O_APPEND);
	strcat(name, "\n");
	EXPECT(write(file, name, strlen(name)) > 0);
}

static void only_one_creates_exclusively(void)
{
	char text[128], *next = text;
	long sum = 0;
	int file;
	ssize_t count;

	put_file("won", "");
	start_workers(create_exclusively);
	join_workers();
	file = open("won", O_RDONLY);
	count = read(file, text, sizeof(text) - 1);
	EXPECT(count > 0);
	text[count] = '\0';
	for (int i = 0; i < WORKERS; i++)
		sum += strtol(next, &next, 10);
	EXPECT_VALUE(sum, 60);
}

/* Folders that are moved into each other from both sides must not deadlock or form a ring. */
static void move_folders_about(void)
{
	for (int i = 0; i < 60; i++) {
		if (worker % 2 == 0) {
			rename("a/m", "b/m");
			rename("b/n", "a/n");
		} else {
			rename("b/m", "a/m");
			rename("a/n", "b/n");
		}
		rename("a", "b/in");
		rename("b/in", "a");
	}
}

static void folders_moved_from_both_sides(void)
{
	EXPECT_OK(mkdir("a", 0755));
	EXPECT_OK(mkdir("b", 0755));
	EXPECT_OK(mkdir("a/m", 0755));
	EXPECT_OK(mkdir("b/n", 0755));
	start_workers(move_folders_about);
	join_workers();
	EXPECT(file_links("b") >= 2);
	remove_tree("a");
	remove_tree("b");
}

static void link_and_unlink(void)
{
	char name[16];

	snprintf(name, sizeof(name), "l%d", worker);
	for (int i = 0; i < 60; i++) {
		EXPECT_OK(link("a", name));
		EXPECT_OK(unlink(name));
	}
}

static void links_are_counted_right(void)
{
	put_file("a", "x");
	start_workers(link_and_unlink);
	join_workers();
	EXPECT_VALUE(file_links("a"), 1);
	EXPECT(file_holds("a", "x"));
}

static void exit_with_worker(void)
{
	_exit(0);
}

static void fork_and_wait(void)
{
	for (int i = 0; i < 25; i++)
		join(start(exit_with_worker));
}

static void forks_on_all_harts(void)
{
	start_workers(fork_and_wait);
	join_workers();
}

static void spin(void)
{
	for (;;)
		continue;
}

/* Children that are killed by several at once end once. */
static void kills_and_ends_at_the_same_time(void)
{
	for (int round = 0; round < 20; round++) {
		pid_t child = start(round % 2 ? spin : exit_with_worker);
		int status;

		kill(child, SIGTERM);
		kill(child, SIGKILL);
		EXPECT_VALUE(waitpid(child, &status, 0), child);
		EXPECT(status == 0 || WIFSIGNALED(status));
		EXPECT_ERROR(waitpid(child, &status, 0), ECHILD);
	}
}

static int ends[2];

static void pass_on(void)
{
	int out[2];
	char byte;

	EXPECT_OK(pipe(out));
	for (int i = 0; i < 100; i++) {
		EXPECT_VALUE(read(ends[0], &byte, 1), 1);
		EXPECT_VALUE(write(out[1], &byte, 1), 1);
		EXPECT_VALUE(read(out[0], &byte, 1), 1);
		EXPECT_VALUE(write(ends[1], &byte, 1), 1);
	}
}

/* No wake-up is lost: tokens go round among more readers than there are tokens. */
static void no_wake_up_is_lost(void)
{
	char buffer[8];

	EXPECT_OK(pipe(ends));
	EXPECT_VALUE(write(ends[1], "xy", 2), 2);
	start_workers(pass_on);
	join_workers();
	EXPECT_VALUE(read(ends[0], buffer, sizeof(buffer)), 2);
}

static char shared_pages[16 * PAGE];

static void write_copied_pages(void)
{
	for (int round = 0; round < 10; round++) {
		for (size_t at = 0; at < sizeof(shared_pages); at += PAGE)
			shared_pages[at] = (char)(worker + round);
		for (size_t at = 0; at < sizeof(shared_pages); at += PAGE)
			EXPECT_VALUE(shared_pages[at], (char)(worker + round));
	}
}

static void copied_pages_written_on_all_harts(void)
{
	memset(shared_pages, 55, sizeof(shared_pages));
	for (int round = 0; round < 5; round++) {
		start_workers(write_copied_pages);
		for (size_t at = 0; at < sizeof(shared_pages); at += PAGE)
			EXPECT_VALUE(shared_pages[at], 55);
		join_workers();
	}
}

static void truncate_and_grow(void)
{
	int file = open("a", O_RDWR);
	char byte;

	for (int i = 0; i < 50; i++) {
		EXPECT_OK(ftruncate(file, worker * 5000));
		EXPECT_VALUE(pwrite(file, "x", 1, worker * 7000), 1);
		pread(file, &byte, 1, 3000);
	}
}

static void one_file_cut_and_grown_by_many(void)
{
	put_file("a", "");
	start_workers(truncate_and_grow);
	join_workers();
	EXPECT(file_size("a") <= 3 * 7000 + 1);
}

const struct test concurrency_tests[] = {
	{ "files_of_different_processes_do_not_mix", TEST_LINUX,
	  files_of_different_processes_do_not_mix },
	{ "appended_lines_are_all_there_and_whole", TEST_LINUX,
	  appended_lines_are_all_there_and_whole },
	{ "a_shared_position_loses_no_writes", TEST_LINUX, a_shared_position_loses_no_writes },
	{ "the_same_name_made_and_removed_by_many", TEST_LINUX,
	  the_same_name_made_and_removed_by_many },
	{ "only_one_creates_exclusively", TEST_LINUX, only_one_creates_exclusively },
	{ "folders_moved_from_both_sides", TEST_LINUX, folders_moved_from_both_sides },
	{ "links_are_counted_right", TEST_LINUX, links_are_counted_right },
	{ "forks_on_all_harts", TEST_LINUX, forks_on_all_harts },
	{ "kills_and_ends_at_the_same_time", TEST_LINUX, kills_and_ends_at_the_same_time },
	{ "no_wake_up_is_lost", TEST_LINUX, no_wake_up_is_lost },
	{ "copied_pages_written_on_all_harts", TEST_LINUX, copied_pages_written_on_all_harts },
	{ "one_file_cut_and_grown_by_many", TEST_LINUX, one_file_cut_and_grown_by_many },
	{ NULL, 0, NULL },
};
