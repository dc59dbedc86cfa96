/* Memory: the heap, the stack, rights of pages. */
#include "usertests.h"

#include <dirent.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>

static void the_heap_grows_and_shrinks(void)
{
	char *start = sbrk(0);

	EXPECT(sbrk(100000) == start);
	EXPECT((char *)sbrk(0) == start + 100000);
	memset(start, 5, 100000);
	EXPECT(sbrk(-100000) == start + 100000);
	EXPECT(sbrk(0) == start);
	EXPECT(sbrk(100000) == start);
	EXPECT_VALUE(start[50000], 0);
}

static void the_heap_refuses_impossible_sizes(void)
{
	char *end = sbrk(0);

	EXPECT_ERROR(sbrk(1l << 46), ENOMEM);
	EXPECT_ERROR(sbrk(LONG_MAX), ENOMEM);
	EXPECT_ERROR(sbrk(LONG_MIN), ENOMEM);
	EXPECT_ERROR(sbrk(-(1l << 40)), ENOMEM);
	EXPECT_ERROR(brk((void *)-1), ENOMEM);
	EXPECT_VALUE(syscall(SYS_brk, 8l), end);
	EXPECT_VALUE(syscall(SYS_brk, -8l), end);
	EXPECT(sbrk(0) == end);
}

static char *given_back;

static void touch_what_was_given_back(void)
{
	*(volatile char *)given_back = 1;
}

static void memory_given_back_is_gone(void)
{
	given_back = fresh_pages(4);
	memset(given_back, 1, 4 * PAGE);
	EXPECT(sbrk(-2 * PAGE) != (void *)-1);
	given_back += 2 * PAGE;
	EXPECT_SIGNAL(touch_what_was_given_back, SIGSEGV);
	EXPECT_VALUE(given_back[-1], 1);
}

/* Calls do not reach it either. */
static void calls_do_not_reach_memory_given_back(void)
{
	char *pages = fresh_pages(4);
	int file, ends[2];

	put_file("a", "0123456789");
	file = open("a", O_RDWR);
	EXPECT_OK(pipe(ends));
	memset(pages, 1, 4 * PAGE);
	EXPECT(sbrk(-2 * PAGE) != (void *)-1);
	EXPECT_ERROR(read(file, pages + 2 * PAGE, 10), EFAULT);
	EXPECT_ERROR(write(file, pages + 2 * PAGE, 10), EFAULT);
	EXPECT_ERROR(write(ends[1], pages + 3 * PAGE, 10), EFAULT);
	EXPECT_ERROR(open(pages + 2 * PAGE, O_RDONLY), EFAULT);
	EXPECT(file_holds("a", "0123456789"));
}

static char *lowest_of_stack(void)
{
	char here;

	return (char *)((uintptr_t)&here & ~(uintptr_t)(PAGE - 1));
}

/* However far it grows, the heap ends below the stack, and what is above stays as it is. */
static void the_heap_cannot_reach_the_stack(void)
{
	char *start = sbrk(0), *stack = lowest_of_stack();
	volatile int value = 4711;

	for (intptr_t step = 1l << 40; step >= PAGE; step /= 2)
		while (sbrk(step) != (void *)-1)
			EXPECT((char *)sbrk(0) < stack);
	EXPECT_VALUE(errno, ENOMEM);
	EXPECT_VALUE(value, 4711);
	EXPECT_OK(brk(start));
}

/* Much more than is ever touched: only that takes memory. */
static void a_large_heap_is_touched_here_and_there(void)
{
	const size_t size = 64 * 1024 * 1024;
	char *memory = sbrk((intptr_t)size);

	EXPECT(memory != (void *)-1);
	for (size_t at = 0; at < size; at += 64 * PAGE)
		*(char **)(void *)(memory + at) = memory + at;
	for (size_t at = 0; at < size; at += 64 * PAGE)
		EXPECT(*(char **)(void *)(memory + at) == memory + at);
	EXPECT_VALUE(memory[size - 1], 0);
	EXPECT(sbrk(-(intptr_t)size) != (void *)-1);
}

static char unwritten[5 * PAGE];

static void data_without_a_value_is_zero(void)
{
	for (size_t i = 0; i < sizeof(unwritten); i++)
		EXPECT_VALUE(unwritten[i], 0);
}

static void fresh_memory_is_zero(void)
{
	char *pages = fresh_pages(100);

	for (size_t i = 0; i < 100 * PAGE; i += 64)
		EXPECT_VALUE(pages[i], 0);
}

static int use_stack(int depth)
{
	volatile char room[1000];

	room[0] = (char)depth;
	return depth == 0 ? 0 : use_stack(depth - 1) + (room[0] == (char)depth);
}

/* To more than half of what it may have, or to 2 MB. */
static void the_stack_grows(void)
{
	struct rlimit stack;
	int depth;

	EXPECT_OK(getrlimit(RLIMIT_STACK, &stack));
	depth = stack.rlim_cur > 4000000 ? 2000 : (int)(stack.rlim_cur * 6 / 10 / 1000);
	EXPECT_VALUE(use_stack(depth), depth);
}

/* A page that both have after a fork is written by each for itself, by calls too. */
static char shared_page[2 * PAGE];

static void read_into_shared_page(void)
{
	int file = open("a", O_RDONLY);

	EXPECT_VALUE(read(file, shared_page + 4000, 200), 200);
	for (int i = 0; i < 200; i++)
		EXPECT_VALUE((unsigned char)shared_page[4000 + i], pattern_byte(1, (size_t)i));
}

static void calls_write_to_a_copy_of_a_shared_page(void)
{
	put_pattern("a", 200, 1);
	memset(shared_page, 9, sizeof(shared_page));
	join(start(read_into_shared_page));
	for (size_t i = 0; i < sizeof(shared_page); i++)
		EXPECT_VALUE(shared_page[i], 9);
}

/* Memory that was never touched is filled in for a call as for the program. */
static void calls_fill_in_untouched_memory(void)
{
	char *pages = fresh_pages(8);
	int file, ends[2];

	put_pattern("a", 3 * PAGE, 4);
	file = open("a", O_RDWR);
	EXPECT_VALUE(read(file, pages + 100, 3 * PAGE), 3 * PAGE);
	for (size_t i = 0; i < 3 * PAGE; i += 17)
		EXPECT_VALUE((unsigned char)pages[100 + i], pattern_byte(4, i));
	EXPECT_OK(pipe(ends));
	EXPECT_VALUE(write(ends[1], pages + 5 * PAGE, 3000), 3000);
	EXPECT_VALUE(read(ends[0], pages + 7 * PAGE, 3000), 3000);
	EXPECT_VALUE(pages[7 * PAGE + 2999], 0);
}

/* A path in memory that was never touched is an empty one. */
static void a_path_in_untouched_memory_is_empty(void)
{
	char *pages = fresh_pages(2);

	EXPECT_ERROR(open(pages + 10, O_RDONLY), ENOENT);
	EXPECT_ERROR(chdir(pages + PAGE), ENOENT);
}

static char *protected_page;

static void write_protected_page(void)
{
	*(volatile char *)protected_page = 1;
}

static void read_protected_page(void)
{
	(void)*(volatile char *)protected_page;
}

static void rights_of_pages_can_be_taken_away(void)
{
	int file = open("a", O_RDWR | O_CREAT, 0644);

	put_file("a", "text");
	protected_page = fresh_pages(3) + PAGE;
	memset(protected_page, 3, PAGE);
	EXPECT_OK(mprotect(protected_page, PAGE, PROT_READ));
	EXPECT_VALUE(protected_page[5], 3);
	EXPECT_SIGNAL(write_protected_page, SIGSEGV);
	EXPECT_ERROR(read(file, protected_page, 4), EFAULT);
	EXPECT_OK(mprotect(protected_page, PAGE, PROT_NONE));
	EXPECT_SIGNAL(read_protected_page, SIGSEGV);
	EXPECT_ERROR(write(file, protected_page, 4), EFAULT);
	EXPECT_OK(mprotect(protected_page, PAGE, PROT_READ | PROT_WRITE));
	EXPECT_VALUE(protected_page[5], 3);
	protected_page[5] = 4;
	EXPECT(file_holds("a", "text"));
}

static void mprotect_checks_its_arguments(void)
{
	char *pages = fresh_pages(2);

	EXPECT_ERROR(mprotect(pages + 1, PAGE, PROT_READ), EINVAL);
	EXPECT_ERROR(mprotect(pages, PAGE, 0x40), EINVAL);
	EXPECT_OK(mprotect(pages, 0, PROT_READ));
	EXPECT_ERROR(mprotect((void *)0x3000000000, PAGE, PROT_READ), ENOMEM);
	EXPECT_ERROR(mprotect(pages, (size_t)-PAGE, PROT_READ), ENOMEM);
}

/* Many rounds of growing, touching and giving back leave nothing behind. */
static void growing_and_shrinking_again_and_again(void)
{
	for (int round = 0; round < 100; round++) {
		char *memory = sbrk(16 * PAGE);

		EXPECT(memory != (void *)-1);
		for (int page = 0; page < 16; page += 3)
			memory[page * PAGE] = 1;
		EXPECT(sbrk(-16 * PAGE) != (void *)-1);
	}
}

static long free_memory(void)
{
	struct sysinfo system;

	EXPECT_OK(sysinfo(&system));
	return (long)(system.freeram * system.mem_unit);
}

/* However large the buffer is that it is read into. */
static void a_short_text_takes_little_memory(void)
{
	static const char *const paths[] = { "/proc/uptime", "/proc/config", "." };
	const long large = 8l << 20, little = 256l << 10;
	long before;
	char *buffer;
	int file;

	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		file = open(paths[i], O_RDONLY);
		if (file < 0)
			continue;
		buffer = sbrk(large);
		EXPECT(buffer != (void *)-1);
		before = free_memory();
		if (paths[i][0] == '.')
			EXPECT(getdents64(file, buffer, large) > 0);
		else
			EXPECT(read(file, buffer, large) > 0);
		EXPECT(free_memory() > before - little);
		EXPECT(sbrk(-large) != (void *)-1);
		close(file);
	}
}

static void malloc_gives_memory_of_its_own(void)
{
	static char *blocks[200];
	volatile size_t too_much = (size_t)-100;

	for (size_t i = 0; i < ARRAY_LENGTH(blocks); i++) {
		blocks[i] = malloc(i * 37 + 1);
		EXPECT(blocks[i] != NULL);
		memset(blocks[i], (int)i, i * 37 + 1);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(blocks); i++) {
		for (size_t at = 0; at < i * 37 + 1; at++)
			EXPECT_VALUE((unsigned char)blocks[i][at], i);
		free(blocks[i]);
	}
	EXPECT(malloc(too_much) == NULL);
}

const struct test memory_tests[] = {
	{ "the_heap_grows_and_shrinks", TEST_LINUX, the_heap_grows_and_shrinks },
	{ "the_heap_refuses_impossible_sizes", TEST_LINUX, the_heap_refuses_impossible_sizes },
	{ "memory_given_back_is_gone", TEST_LINUX | TEST_NATIVE, memory_given_back_is_gone },
	{ "calls_do_not_reach_memory_given_back", TEST_LINUX | TEST_NATIVE,
	  calls_do_not_reach_memory_given_back },
	{ "the_heap_cannot_reach_the_stack", 0, the_heap_cannot_reach_the_stack },
	{ "a_large_heap_is_touched_here_and_there", TEST_LINUX,
	  a_large_heap_is_touched_here_and_there },
	{ "data_without_a_value_is_zero", TEST_LINUX, data_without_a_value_is_zero },
	{ "fresh_memory_is_zero", TEST_LINUX, fresh_memory_is_zero },
	{ "the_stack_grows", TEST_LINUX, the_stack_grows },
	{ "calls_write_to_a_copy_of_a_shared_page", TEST_LINUX,
	  calls_write_to_a_copy_of_a_shared_page },
	{ "calls_fill_in_untouched_memory", TEST_LINUX, calls_fill_in_untouched_memory },
	{ "a_path_in_untouched_memory_is_empty", TEST_LINUX, a_path_in_untouched_memory_is_empty },
	{ "rights_of_pages_can_be_taken_away", TEST_LINUX, rights_of_pages_can_be_taken_away },
	{ "mprotect_checks_its_arguments", TEST_LINUX | TEST_NATIVE,
	  mprotect_checks_its_arguments },
	{ "growing_and_shrinking_again_and_again", TEST_LINUX,
	  growing_and_shrinking_again_and_again },
	{ "a_short_text_takes_little_memory", 0, a_short_text_takes_little_memory },
	{ "malloc_gives_memory_of_its_own", TEST_LINUX, malloc_gives_memory_of_its_own },
	{ NULL, 0, NULL },
};
