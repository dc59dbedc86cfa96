/* Several processes at once where it matters who comes first: ends, wake-ups, names, clocks. */
#include "usertests.h"

#include <dirent.h>
#include <sched.h>
#include <time.h>

#define WORKERS 4

static int worker;

static void run_workers(void (*body)(void))
{
	pid_t workers[WORKERS];

	for (worker = 0; worker < WORKERS; worker++)
		workers[worker] = start(body);
	for (int i = 0; i < WORKERS; i++)
		join(workers[i]);
}

static void leave(void)
{
	_exit(0);
}

/* Where init may be late to collect orphans, so that there is no place for more for a moment. */
static pid_t start_in_time(void (*body)(void))
{
	pid_t child;

	while ((child = fork()) < 0 && errno == EAGAIN)
		pause_ms(1);
	if (child == 0) {
		body();
		_exit(0);
	}
	EXPECT(child > 0);
	return child;
}

/* Two children of one that does not wait for them, and may end before them or after. */
static void have_two_children(void)
{
	start_in_time(leave);
	start_in_time(leave);
}

static void parents_and_children_end_together(void)
{
	for (int i = 0; i < 60; i++)
		join(start_in_time(have_two_children));
}

/* The same from several processes, whose children become init's at the same time. */
static void make_orphans(void)
{
	for (int i = 0; i < 15; i++)
		join(start_in_time(have_two_children));
}

static void orphans_from_many_processes(void)
{
	run_workers(make_orphans);
}

/* Each makes more of its kind until somebody says stop; that there are too many is no harm. */
static void multiply(void)
{
	while (access("stop", F_OK) < 0) {
		if (fork() < 0)
			pause_ms(1);
	}
}

/* The pipe ends with the last of them. */
static void forking_without_end_until_told_to_stop(void)
{
	int ends[2];
	char byte;

	EXPECT_OK(pipe(ends));
	start(multiply);
	close(ends[1]);
	pause_ms(100);
	put_file("stop", "");
	EXPECT_VALUE(read(ends[0], &byte, 1), 0);
}

static int to_child[2], to_parent[2];

static void answer_each_byte(void)
{
	char byte;

	close(to_child[1]);
	while (read(to_child[0], &byte, 1) == 1)
		EXPECT_VALUE(write(to_parent[1], &byte, 1), 1);
}

/* Everybody sleeps between the rounds: the harts are idle when the byte comes. */
static void no_wake_up_is_lost_by_idle_harts(void)
{
	pid_t child;
	char byte = 0;

	EXPECT_OK(pipe(to_child));
	EXPECT_OK(pipe(to_parent));
	child = start(answer_each_byte);
	for (int i = 0; i < 100; i++) {
		usleep((unsigned int)i * 10);
		EXPECT_VALUE(write(to_child[1], &byte, 1), 1);
		EXPECT_VALUE(read(to_parent[0], &byte, 1), 1);
	}
	close(to_child[1]);
	join(child);
}

static int ring[2];

/* A moment goes round from hart to hart, and nobody gets one that has not yet come. */
static void pass_the_time_on(void)
{
	struct timespec then, now;

	for (int i = 0; i < 100; i++) {
		EXPECT_VALUE(read(ring[0], &then, sizeof(then)), sizeof(then));
		clock_gettime(CLOCK_MONOTONIC, &now);
		EXPECT(now.tv_sec > then.tv_sec ||
		       (now.tv_sec == then.tv_sec && now.tv_nsec >= then.tv_nsec));
		EXPECT_VALUE(write(ring[1], &now, sizeof(now)), sizeof(now));
	}
}

static void clocks_of_all_harts_agree(void)
{
	struct timespec now;

	EXPECT_OK(pipe(ring));
	clock_gettime(CLOCK_MONOTONIC, &now);
	EXPECT_VALUE(write(ring[1], &now, sizeof(now)), sizeof(now));
	run_workers(pass_the_time_on);
}

/* Of each worker's names the even ones stay, some as a link, in a folder that all change. */
static void make_links_and_remove(void)
{
	char name[16], other[16];

	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), "%d-%d", worker, i);
		snprintf(other, sizeof(other), "%d+%d", worker, i);
		put_file(name, name);
		if (i % 4 == 0) {
			EXPECT_OK(link(name, other));
			EXPECT_OK(unlink(name));
		} else if (i % 2 == 1) {
			EXPECT_OK(unlink(name));
		}
	}
}

/* No name is missing, none is there twice, and each leads to what was put there. */
static void a_folder_changed_by_many_is_right(void)
{
	char name[16];
	struct dirent *entry;
	int count = 0;
	DIR *folder;

	run_workers(make_links_and_remove);
	folder = opendir(".");
	while ((entry = readdir(folder)) != NULL)
		count++;
	closedir(folder);
	EXPECT_VALUE(count, 2 + WORKERS * 20);
	for (int i = 0; i < WORKERS * 20; i++) {
		int number = i % 20 * 2;
		char text[16];

		snprintf(text, sizeof(text), "%d-%d", i / 20, number);
		snprintf(name, sizeof(name), "%d%c%d", i / 20, number % 4 == 0 ? '+' : '-', number);
		EXPECT(file_holds(name, text));
	}
}

/* A folder that is opened, for reading and wrongly for writing, while it is made and removed. */
static void open_what_is_removed(void)
{
	for (int i = 0; i < 60; i++) {
		if (worker % 2 == 0) {
			mkdir("d", 0755);
			rmdir("d");
			continue;
		}
		if (open("d", O_RDWR) < 0)
			EXPECT(errno == ENOENT || errno == EISDIR);
		if (open("d/new", O_RDWR | O_CREAT, 0644) >= 0)
			unlink("d/new");
		close(open("d", O_RDONLY));
	}
}

static void a_folder_opened_while_it_is_removed(void)
{
	run_workers(open_what_is_removed);
	unlink("d/new");
	rmdir("d");
}

/* A file that some empty by opening it while others write to it is never longer than written. */
static void empty_and_write(void)
{
	for (int i = 0; i < 60; i++) {
		if (worker % 2 == 0) {
			close(open("a", O_WRONLY | O_TRUNC));
		} else {
			int file = open("a", O_WRONLY);
			char text[16];

			EXPECT_VALUE(write(file, "0123456789", 10), 10);
			close(file);
			file = open("a", O_RDONLY);
			EXPECT(read(file, text, sizeof(text)) <= 10);
			close(file);
		}
	}
}

static void a_file_emptied_while_others_write(void)
{
	put_file("a", "");
	run_workers(empty_and_write);
	EXPECT(file_size("a") <= 10);
}

/* Calls that lock two folders, in both orders at once. */
static void link_between_folders(void)
{
	const char *from = worker % 2 ? "left" : "right", *to = worker % 2 ? "right" : "left";
	char source[32], target[32];

	snprintf(source, sizeof(source), "%s/%d", from, worker);
	snprintf(target, sizeof(target), "%s/%d", to, worker);
	for (int i = 0; i < 60; i++) {
		put_file(source, "x");
		EXPECT_OK(link(source, target));
		EXPECT_OK(unlink(source));
		EXPECT_OK(rename(target, source));
		EXPECT_OK(unlink(source));
	}
}

static void links_and_moves_between_two_folders(void)
{
	EXPECT_OK(mkdir("left", 0755));
	EXPECT_OK(mkdir("right", 0755));
	run_workers(link_between_folders);
	EXPECT_OK(rmdir("left"));
	EXPECT_OK(rmdir("right"));
}

static void write_with_a_killer(void)
{
	char name[16];

	snprintf(name, sizeof(name), "k%d", worker);
	for (;;)
		put_pattern(name, 50000, 1);
}

/* Killed in the midst of files that grow: nobody else waits for a lock that is never given back. */
static void writers_killed_at_any_time(void)
{
	for (int round = 0; round < 20; round++) {
		pid_t writers[WORKERS];

		for (worker = 0; worker < WORKERS; worker++)
			writers[worker] = start(write_with_a_killer);
		usleep((unsigned int)round * 500);
		for (int i = 0; i < WORKERS; i++) {
			EXPECT_OK(kill(writers[i], SIGKILL));
			EXPECT_VALUE(waitpid(writers[i], NULL, 0), writers[i]);
		}
	}
	put_pattern("k0", 50000, 2);
	expect_pattern("k0", 50000, 2);
}

const struct test race_tests[] = {
	{ "parents_and_children_end_together", TEST_LINUX, parents_and_children_end_together },
	{ "orphans_from_many_processes", TEST_LINUX, orphans_from_many_processes },
	{ "forking_without_end_until_told_to_stop", 0, forking_without_end_until_told_to_stop },
	{ "no_wake_up_is_lost_by_idle_harts", TEST_LINUX, no_wake_up_is_lost_by_idle_harts },
	{ "clocks_of_all_harts_agree", TEST_LINUX, clocks_of_all_harts_agree },
	{ "a_folder_changed_by_many_is_right", TEST_LINUX, a_folder_changed_by_many_is_right },
	{ "a_folder_opened_while_it_is_removed", TEST_LINUX, a_folder_opened_while_it_is_removed },
	{ "a_file_emptied_while_others_write", TEST_LINUX, a_file_emptied_while_others_write },
	{ "links_and_moves_between_two_folders", TEST_LINUX, links_and_moves_between_two_folders },
	{ "writers_killed_at_any_time", TEST_LINUX, writers_killed_at_any_time },
	{ NULL, 0, NULL },
};
