/*
 * Memory that threads share while it changes: what is taken away from one is taken away from all,
 * on whatever hart they run, before it can be anybody else's.
 */
#include "threads.h"

static struct thread threads[4];
static volatile int stop, rounds;
static volatile unsigned int *volatile shared;

static void *map_pages(void *where, unsigned int count, int flags)
{
	char *pages = mmap(where, count * PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

	EXPECT(pages != MAP_FAILED);
	return pages;
}

static bool can_map(void)
{
	void *page = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page != MAP_FAILED && munmap(page, PAGE) == 0;
}

static int write_on(void *argument)
{
	unsigned int mine = 1 + (unsigned int)((struct thread *)argument - threads);

	while (!stop) {
		for (unsigned int i = 0; i < 4; i++)
			shared[i * (PAGE / sizeof(*shared)) + mine] = 0xabcd0000 + mine;
		rounds = rounds + 1;
	}
	return 0;
}

static void start_writers(void)
{
	shared = map_pages(NULL, 4, 0);
	for (int i = 0; i < 3; i++)
		thread_start(&threads[i], write_on, &threads[i]);
	while (rounds < 10)
		sched_yield();
}

static void stop_writers(void)
{
	stop = 1;
	for (int i = 0; i < 3; i++)
		thread_join(&threads[i]);
}

static void expect_zeroes(const unsigned int *pages)
{
	for (unsigned int i = 0; i < 4 * PAGE / sizeof(*pages); i++)
		if (pages[i] != 0)
			fail(__FILE__, __LINE__, "expected an untouched page, got %x at word %u",
			     pages[i], i);
}

/* Pages that are replaced under the writers become free, and somebody else's at once. */
static void replaced_pages_are_out_of_reach(void)
{
	if (!can_map())
		return;
	start_writers();
	for (int i = 0; i < 200; i++) {
		unsigned int *others;

		map_pages((void *)shared, 4, MAP_FIXED);
		others = map_pages(NULL, 4, 0);
		for (int look = 0; look < 3; look++)
			expect_zeroes(others);
		EXPECT_OK(munmap(others, 4 * PAGE));
	}
	stop_writers();
}

static void discarded_pages_are_out_of_reach(void)
{
	if (!can_map())
		return;
	start_writers();
	for (int i = 0; i < 200; i++) {
		unsigned int *others;

		EXPECT_OK(madvise((void *)shared, 4 * PAGE, MADV_DONTNEED));
		others = map_pages(NULL, 4, 0);
		expect_zeroes(others);
		expect_zeroes(others);
		EXPECT_OK(munmap(others, 4 * PAGE));
	}
	stop_writers();
}

/*
 * Giving back so much takes longer than from one interrupt to the next: even on one hart the
 * writers run in the middle of it, and hold pages in view of which the first words are an
 * allocator's.
 */
static void pages_are_out_of_reach_while_others_go(void)
{
	const unsigned int count = 2048;

	if (!can_map())
		return;
	start_writers();
	shared = map_pages(NULL, count, 0);
	for (int i = 0; i < 15; i++) {
		for (unsigned int page = 0; page < count; page++)
			shared[page * (PAGE / sizeof(*shared))] = 1;
		EXPECT_OK(madvise((void *)shared, count * PAGE, MADV_DONTNEED));
		expect_zeroes((unsigned int *)shared + 4 * (PAGE / sizeof(*shared)));
	}
	stop_writers();
}

static int write_in_turn(void *argument)
{
	volatile unsigned int *mine = shared + 8 * (1 + ((struct thread *)argument - threads));

	while (!stop)
		*mine = *mine + 1;
	return 0;
}

/* A child's copy is of one moment, though its parent's threads go on writing. */
static void expect_still(void)
{
	unsigned int before[4], again[4];

	for (int i = 0; i < 3; i++)
		before[i] = shared[8 * (1 + i)];
	for (int look = 0; look < 5; look++) {
		for (int i = 0; i < 3; i++)
			again[i] = shared[8 * (1 + i)];
		for (int i = 0; i < 3; i++)
			if (again[i] != before[i])
				_exit(1);
		sched_yield();
	}
	_exit(8);
}

static void a_fork_copies_what_threads_write(void)
{
	static unsigned int words[2 * PAGE / sizeof(unsigned int)] __attribute__((aligned(PAGE)));

	shared = words;
	for (int i = 0; i < 3; i++)
		thread_start(&threads[i], write_in_turn, &threads[i]);
	for (int i = 0; i < 12; i++)
		EXPECT_VALUE(status_of(expect_still), 8 << 8);
	for (int i = 0; i < 3; i++) {
		unsigned int now = shared[8 * (1 + i)];

		for (int wait = 0; wait < 20000 && shared[8 * (1 + i)] == now; wait++)
			pause_ms(1);
		EXPECT(shared[8 * (1 + i)] != now);
	}
	stop_writers();
}

/* Sees what another thread writes, whichever page it has before its eyes. */
static int answer(void *argument)
{
	volatile unsigned int *words = argument;

	for (unsigned int turn = 1; !stop; turn++) {
		while (words[0] != turn && !stop)
			;
		words[1] = turn;
	}
	return 0;
}

static void sleep_a_little(void)
{
	pause_ms(2);
}

/* After a fork the first to write gets a new page: the others have to see that one. */
static void all_threads_see_a_page_that_was_copied(void)
{
	static volatile unsigned int words[PAGE / sizeof(unsigned int)]
		__attribute__((aligned(PAGE)));

	thread_start(&threads[0], answer, (void *)words);
	for (unsigned int turn = 1; turn <= 60; turn++) {
		pid_t child = start(sleep_a_little);

		words[0] = turn;
		for (int i = 0; i < 20000 && words[1] != turn; i++)
			pause_ms(i > 100);
		EXPECT_VALUE(words[1], turn);
		join(child);
	}
	stop = 1;
	thread_join(&threads[0]);
}

static int grow_and_shrink(void *argument)
{
	for (int i = 0; i < 200; i++) {
		char *pages = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		EXPECT(pages != MAP_FAILED);
		for (int page = 0; page < 8; page++) {
			EXPECT_VALUE(pages[page * PAGE], 0);
			pages[page * PAGE] = 1;
		}
		EXPECT_OK(mprotect(pages, PAGE, PROT_READ));
		EXPECT_OK(munmap(pages, 8 * PAGE));
	}
	return 0;
}

static void threads_map_and_unmap_at_once(void)
{
	char *before = sbrk(0);

	if (!can_map())
		return;
	for (int i = 0; i < 4; i++)
		thread_start(&threads[i], grow_and_shrink, NULL);
	for (int i = 0; i < 200; i++) {
		char *pages = sbrk(4 * PAGE);

		EXPECT(pages == before);
		memset(pages, 1, 4 * PAGE);
		EXPECT(sbrk(-4 * PAGE) != (void *)-1);
	}
	for (int i = 0; i < 4; i++)
		thread_join(&threads[i]);
}

static int ends[2];
static char *volatile window;

static int write_from_window(void *argument)
{
	while (!stop) {
		ssize_t result = write(ends[1], window, 2 * PAGE);

		EXPECT(result > 0 || (result == -1 && errno == EFAULT));
	}
	close(ends[1]);
	return 0;
}

static int read_to_window(void *argument)
{
	while (read(ends[0], window + 2 * PAGE, 2 * PAGE) != 0)
		;
	return 0;
}

/* Calls copy from and to memory that comes and goes. */
static void calls_use_memory_that_goes_away(void)
{
	if (!can_map())
		return;
	EXPECT_OK(pipe(ends));
	window = map_pages(NULL, 4, 0);
	thread_start(&threads[0], write_from_window, NULL);
	thread_start(&threads[1], read_to_window, NULL);
	for (int i = 0; i < 300; i++) {
		unsigned int *others;

		EXPECT_OK(munmap(window, 4 * PAGE));
		others = map_pages(window - 64 * PAGE, 4, 0); /* not there of all places */
		EXPECT((char *)others != window);
		expect_zeroes(others);
		map_pages(window, 4, MAP_FIXED);
		memset(window, 0x55, 2 * PAGE);
		expect_zeroes(others);
		EXPECT_OK(munmap(others, 4 * PAGE));
	}
	stop = 1;
	thread_join(&threads[0]);
	thread_join(&threads[1]);
}

static volatile unsigned int *between;

static void wait_for_parent(void)
{
	between[1] = 1;
	while (between[0] == 0)
		futex(&between[0], FUTEX_WAIT, 0, NULL, NULL, 0);
}

/* The word lies at another address in the child. */
static void wait_at_another_address(void)
{
	volatile unsigned int *here = between;
	char *other = mremap((void *)here, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
			     (char *)here + 16 * PAGE);

	EXPECT(other != MAP_FAILED);
	between = (unsigned int *)other;
	wait_for_parent();
}

static void wake_child(void (*body)(void))
{
	pid_t child;
	char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	EXPECT(page != MAP_FAILED);
	between = (unsigned int *)page;
	child = start(body);
	while (between[1] == 0)
		pause_ms(1);
	pause_ms(20);
	between[0] = 1;
	EXPECT(futex(&between[0], FUTEX_WAKE, 1, NULL, NULL, 0) >= 0);
	join(child);
	EXPECT_OK(munmap(page, PAGE));
}

static void processes_wait_in_shared_memory(void)
{
	if (!can_map())
		return;
	wake_child(wait_for_parent);
	wake_child(wait_at_another_address);
}

const struct test thread_memory_tests[] = {
	{ "replaced_pages_are_out_of_reach", TEST_LINUX, replaced_pages_are_out_of_reach },
	{ "discarded_pages_are_out_of_reach", TEST_LINUX, discarded_pages_are_out_of_reach },
	{ "pages_are_out_of_reach_while_others_go", TEST_LINUX,
	  pages_are_out_of_reach_while_others_go },
	{ "a_fork_copies_what_threads_write", TEST_LINUX, a_fork_copies_what_threads_write },
	{ "all_threads_see_a_page_that_was_copied", TEST_LINUX,
	  all_threads_see_a_page_that_was_copied },
	{ "threads_map_and_unmap_at_once", TEST_LINUX, threads_map_and_unmap_at_once },
	{ "calls_use_memory_that_goes_away", TEST_LINUX, calls_use_memory_that_goes_away },
	{ "processes_wait_in_shared_memory", TEST_LINUX, processes_wait_in_shared_memory },
	{ NULL, 0, NULL },
};
