/* Single instructions and registers of riscv64. */
#include "usertests.h"

#include <sys/mman.h>

const bool may_be_emulated = true;

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

/* Becoming executable makes it fetchable. A kernel without mmap is none to try. */
static void code_can_be_written_and_then_run(void)
{
	static const uint32_t code[] = { 0x02a00513, 0x00008067 }; /* li a0, 42; ret */
	const int writable = PROT_READ | PROT_WRITE;
	uint32_t *memory = mmap(NULL, PAGE, writable, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED && errno == ENOSYS)
		return;
	EXPECT(memory != MAP_FAILED);
	for (int round = 0; round < 3; round++) {
		memcpy(memory, code, sizeof(code));
		memory[0] += (uint32_t)round << 20;
		EXPECT_OK(mprotect(memory, PAGE, PROT_READ | PROT_EXEC));
		EXPECT_VALUE(((int (*)(void))(uintptr_t)memory)(), 42 + round);
		EXPECT_OK(mprotect(memory, PAGE, writable));
	}
}

const struct test instruction_tests[] = {
	{ "forbidden_instructions_are_sigill", TEST_LINUX, forbidden_instructions_are_sigill },
	{ "a_breakpoint_is_sigtrap", TEST_LINUX, a_breakpoint_is_sigtrap },
	{ "a_bad_stack_pointer_is_the_programs_own", TEST_LINUX,
	  a_bad_stack_pointer_is_the_programs_own },
	{ "registers_survive_calls", TEST_LINUX, registers_survive_calls },
	{ "code_can_be_written_and_then_run", TEST_LINUX, code_can_be_written_and_then_run },
	{ NULL, 0, NULL },
};
