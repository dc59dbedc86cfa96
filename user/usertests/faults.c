/* A program that does what it must not dies of the right signal, and only it. */
#include "usertests.h"

/* The last ones, where Strata has its devices and the kernel, may be a program's on Linux. */
static volatile char *const wild[] = {
	NULL,
	(volatile char *)0x1000000000,
	(volatile char *)0x3ffffff000,
	(volatile char *)0x4000000000,
	(volatile char *)0x8000000000,
	(volatile char *)0x8000000000000000,
	(volatile char *)0xffffffc000000000,
	(volatile char *)-4096,
	(volatile char *)0x10000000,
	(volatile char *)0x80000000,
	(volatile char *)0x80200000,
};
static size_t which;

static size_t wild_count(void)
{
	return on_strata() ? ARRAY_LENGTH(wild) : ARRAY_LENGTH(wild) - 3;
}

static const char constant[] = "constant";

static void read_wild(void)
{
	(void)*wild[which];
}

static void write_wild(void)
{
	*wild[which] = 1;
}

static void jump_wild(void)
{
	((void (*)(void))(uintptr_t)wild[which])();
}

static void reading_nowhere_is_sigsegv(void)
{
	for (which = 0; which < wild_count(); which++)
		EXPECT_SIGNAL(read_wild, SIGSEGV);
}

static void writing_nowhere_is_sigsegv(void)
{
	for (which = 0; which < wild_count(); which++)
		EXPECT_SIGNAL(write_wild, SIGSEGV);
}

static void jumping_nowhere_is_sigsegv(void)
{
	for (which = 0; which < wild_count(); which++)
		EXPECT_SIGNAL(jump_wild, SIGSEGV);
}

static void write_code(void)
{
	*(volatile char *)(uintptr_t)write_code = 0;
}

static void write_constant(void)
{
	*(volatile char *)(uintptr_t)constant = 0;
}

static void code_and_constants_cannot_be_written(void)
{
	EXPECT_SIGNAL(write_code, SIGSEGV);
	EXPECT_SIGNAL(write_constant, SIGSEGV);
}

/* Nor by a call: what a program may not write, nobody writes for it. */
static void calls_do_not_write_code_and_constants(void)
{
	int file;

	put_file("a", "0123456789");
	file = open("a", O_RDONLY);
	EXPECT_ERROR(read(file, (void *)(uintptr_t)write_code, 4), EFAULT);
	EXPECT_ERROR(read(file, (void *)(uintptr_t)constant, 4), EFAULT);
	EXPECT_ERROR(pipe((int *)(uintptr_t)constant), EFAULT);
	EXPECT(strcmp(constant, "constant") == 0);
	EXPECT_OK(lseek(file, 0, SEEK_CUR));
}

static void run_data(void)
{
	static unsigned int code[] = { 0x8082, 0x8082 };

	((void (*)(void))(void *)code)();
}

static void run_stack(void)
{
	unsigned int code[] = { 0x8082, 0x8082 };

	__asm__ volatile("" : : "r"(code) : "memory");
	((void (*)(void))(void *)code)();
}

static void data_and_stack_cannot_be_run(void)
{
	EXPECT_SIGNAL(run_data, SIGSEGV);
	EXPECT_SIGNAL(run_stack, SIGSEGV);
}

static int overflow(volatile char *above, unsigned long depth)
{
	volatile char here[512];

	here[0] = above ? above[0] : 1;
	return depth == 0 ? 0 : overflow(here, depth - 1) + here[0];
}

static void overflow_stack(void)
{
	_exit(overflow(NULL, ULONG_MAX));
}

static void a_stack_that_overflows_is_sigsegv(void)
{
	EXPECT_SIGNAL(overflow_stack, SIGSEGV);
}

const struct test fault_tests[] = {
	{ "reading_nowhere_is_sigsegv", TEST_LINUX | TEST_NATIVE, reading_nowhere_is_sigsegv },
	{ "writing_nowhere_is_sigsegv", TEST_LINUX | TEST_NATIVE, writing_nowhere_is_sigsegv },
	{ "jumping_nowhere_is_sigsegv", TEST_LINUX | TEST_NATIVE, jumping_nowhere_is_sigsegv },
	{ "code_and_constants_cannot_be_written", TEST_LINUX,
	  code_and_constants_cannot_be_written },
	{ "calls_do_not_write_code_and_constants", TEST_LINUX,
	  calls_do_not_write_code_and_constants },
	{ "data_and_stack_cannot_be_run", TEST_LINUX | TEST_NATIVE, data_and_stack_cannot_be_run },
	{ "a_stack_that_overflows_is_sigsegv", TEST_LINUX, a_stack_that_overflows_is_sigsegv },
	{ NULL, 0, NULL },
};
