/* A program that does what it must not dies of the right signal, and only it. */
#include "usertests.h"

static volatile char *const wild[] = {
	NULL,
	(volatile char *)0x1000000000,
	(volatile char *)0x3ffffff000,
	(volatile char *)0x4000000000,
	(volatile char *)0x8000000000,
	(volatile char *)0x8000000000000000,
	(volatile char *)0x80000000,
	(volatile char *)0x10000000,
	(volatile char *)0xffffffc000000000,
	(volatile char *)-4096,
};
static size_t which;
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
	for (which = 0; which < ARRAY_LENGTH(wild); which++)
		EXPECT_SIGNAL(read_wild, SIGSEGV);
}

static void writing_nowhere_is_sigsegv(void)
{
	for (which = 0; which < ARRAY_LENGTH(wild); which++)
		EXPECT_SIGNAL(write_wild, SIGSEGV);
}

static void jumping_nowhere_is_sigsegv(void)
{
	for (which = 0; which < ARRAY_LENGTH(wild); which++)
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

static void run_no_instruction(void)
{
	__asm__ volatile(".half 0");
}

static void read_machine_register(void)
{
	__asm__ volatile(".word 0x30002573" : : : "a0");
}

static void read_supervisor_register(void)
{
	__asm__ volatile(".word 0x18002573" : : : "a0");
}

static void return_from_trap(void)
{
	__asm__ volatile(".word 0x10200073");
}

static void forbidden_instructions_are_sigill(void)
{
	EXPECT_SIGNAL(run_no_instruction, SIGILL);
	EXPECT_SIGNAL(read_machine_register, SIGILL);
	EXPECT_SIGNAL(read_supervisor_register, SIGILL);
	EXPECT_SIGNAL(return_from_trap, SIGILL);
}

static void break_here(void)
{
	__asm__ volatile("ebreak");
}

static void a_breakpoint_is_sigtrap(void)
{
	EXPECT_SIGNAL(break_here, SIGTRAP);
}

/* A fault with a bad stack pointer must not be the kernel's. */
static void fault_with_a_bad_stack(void)
{
	__asm__ volatile("li sp, -16\n\tsd zero, 0(sp)" : : : "memory");
}

static void call_with_a_bad_stack(void)
{
	__asm__ volatile("li sp, -16\n\t"
			 "li a7, 93\n\t"
			 "li a0, 5\n\t"
			 "ecall"
			 :
			 :
			 : "memory", "a0", "a7");
}

static void a_bad_stack_pointer_is_the_programs_own(void)
{
	EXPECT_SIGNAL(fault_with_a_bad_stack, SIGSEGV);
	EXPECT_VALUE(status_of(call_with_a_bad_stack), 5 << 8);
}

/* All registers but the result survive a call, and all survive time slices. */
static void registers_survive_calls(void)
{
	for (int round = 0; round < 1000; round++) {
		long bad;

		__asm__ volatile("li s2, 0x5a5a\n\tli s3, 0x1234\n\tli t0, 0x777\n\t"
				 "li t6, 0x666\n\tli a5, 0x555\n\tli a1, 0x111\n\t"
				 "li a7, 172\n\tecall\n\t"
				 "li t1, 0x5a5a\n\txor %0, s2, t1\n\t"
				 "li t1, 0x1234\n\txor t1, s3, t1\n\tor %0, %0, t1\n\t"
				 "li t1, 0x777\n\txor t1, t0, t1\n\tor %0, %0, t1\n\t"
				 "li t1, 0x666\n\txor t1, t6, t1\n\tor %0, %0, t1\n\t"
				 "li t1, 0x555\n\txor t1, a5, t1\n\tor %0, %0, t1\n\t"
				 "li t1, 0x111\n\txor t1, a1, t1\n\tor %0, %0, t1"
				 : "=&r"(bad)
				 :
				 : "s2", "s3", "t0", "t1", "t6", "a0", "a1", "a5", "a7", "memory");
		EXPECT_OK(bad);
	}
}

const struct test fault_tests[] = {
	{ "reading_nowhere_is_sigsegv", 0, reading_nowhere_is_sigsegv },
	{ "writing_nowhere_is_sigsegv", 0, writing_nowhere_is_sigsegv },
	{ "jumping_nowhere_is_sigsegv", 0, jumping_nowhere_is_sigsegv },
	{ "code_and_constants_cannot_be_written", TEST_LINUX,
	  code_and_constants_cannot_be_written },
	{ "calls_do_not_write_code_and_constants", TEST_LINUX,
	  calls_do_not_write_code_and_constants },
	{ "data_and_stack_cannot_be_run", 0, data_and_stack_cannot_be_run },
	{ "a_stack_that_overflows_is_sigsegv", TEST_LINUX, a_stack_that_overflows_is_sigsegv },
	{ "forbidden_instructions_are_sigill", TEST_LINUX, forbidden_instructions_are_sigill },
	{ "a_breakpoint_is_sigtrap", TEST_LINUX, a_breakpoint_is_sigtrap },
	{ "a_bad_stack_pointer_is_the_programs_own", TEST_LINUX,
	  a_bad_stack_pointer_is_the_programs_own },
	{ "registers_survive_calls", TEST_LINUX, registers_survive_calls },
	{ NULL, 0, NULL },
};
