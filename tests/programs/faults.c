/* A program that does what it must not dies of the right signal, and only it. */
#include "check.h"

static volatile char *const wild[] = {
	NULL,
	(volatile char *)0x1000000000,
	(volatile char *)0x4000000000,
	(volatile char *)0x8000000000000000,
	(volatile char *)-4096,
	(volatile char *)-1,
};
static unsigned int which;
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
	((void (*)(void))wild[which])();
}

static void write_code(void)
{
	*(volatile char *)(unsigned long)write_code = 0;
}

static void write_constant(void)
{
	*(volatile char *)(unsigned long)constant = 0;
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

/* Where the compiler's own trap is a breakpoint, all zero bits are no instruction. */
static void illegal(void)
{
#ifdef __riscv
	__asm__ volatile(".half 0");
#else
	__builtin_trap();
#endif
}

static int overflow(volatile char *above)
{
	volatile char here[512];

	here[0] = above ? above[0] : 1;
	return overflow(here) + here[0];
}

static void overflow_stack(void)
{
	_exit(overflow(NULL));
}

int main(void)
{
	for (which = 0; which < sizeof(wild) / sizeof(wild[0]); which++) {
		CHECK(killed_by(read_wild, SIGSEGV));
		CHECK(killed_by(write_wild, SIGSEGV));
		if (((unsigned long)wild[which] & 1) == 0)
			CHECK(killed_by(jump_wild, SIGSEGV));
	}
	CHECK(killed_by(write_code, SIGSEGV));
	CHECK(killed_by(write_constant, SIGSEGV));
	CHECK(killed_by(run_data, SIGSEGV));
	CHECK(killed_by(run_stack, SIGSEGV));
	CHECK(killed_by(illegal, SIGILL));
	CHECK(killed_by(overflow_stack, SIGSEGV));
	CHECK(killed_by(abort, SIGABRT));
	return report();
}
