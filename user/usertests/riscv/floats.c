/* The floating-point registers: each process has its own, whatever runs in between. */
#include "usertests.h"

#include <sched.h>
#include <sys/syscall.h>

#define WORKERS 4

#define REGISTERS(X)                                                                               \
	X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15)      \
	X(16) X(17) X(18) X(19) X(20) X(21) X(22) X(23) X(24) X(25) X(26) X(27) X(28) X(29) X(30)  \
	X(31)
#define LOAD(number) "fld f" #number ", " #number "*8(%1)\n\t"
#define STORE(number) "fsd f" #number ", " #number "*8(%2)\n\t"
#define ALL_FLOATS                                                                                 \
	"ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2", \
		"fa3", "fa4", "fa5", "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7",       \
		"fs8", "fs9", "fs10", "fs11", "ft8", "ft9", "ft10", "ft11"

/* Load all registers, make a call with a first argument, store them all. Returns its result. */
static long call_between(const double *in, double *out, long number, long argument)
{
	register long a7 __asm__("a7") = number;
	register long a0 __asm__("a0") = argument;
	register long a1 __asm__("a1") = 0;

	__asm__ volatile(REGISTERS(LOAD) "ecall\n\t" REGISTERS(STORE)
			 : "+r"(a0)
			 : "r"(in), "r"(out), "r"(a7), "r"(a1)
			 : "memory", ALL_FLOATS);
	return a0;
}

static void fill(double *values, int seed)
{
	for (int i = 0; i < 32; i++)
		values[i] = seed * 1000.25 + i;
}

static void expect_kept(const double *in, const double *out)
{
	for (int i = 0; i < 32; i++)
		if (in[i] != out[i])
			fail(__FILE__, __LINE__, "expected f%d to be kept over a call", i);
}

static int worker;

/* Numbers that only this process has, in all registers, while others run in turn with it. */
static void yield_with_floats(void)
{
	double in[32], out[32];

	for (int round = 0; round < 500; round++) {
		fill(in, worker * 1000 + round);
		call_between(in, out, SYS_sched_yield, 0);
		expect_kept(in, out);
	}
}

static void floats_survive_switches(void)
{
	pid_t workers[WORKERS];

	for (worker = 0; worker < WORKERS; worker++)
		workers[worker] = start(yield_with_floats);
	for (int i = 0; i < WORKERS; i++)
		join(workers[i]);
}

/* Taken from them in the middle of a calculation, by the clock. */
static void calculate(void)
{
	double sum = 0;

	for (int i = 1; i <= 2000000; i++)
		sum += (double)worker / 4;
	EXPECT(sum == 500000.0 * worker);
}

static void floats_survive_time_slices(void)
{
	pid_t workers[WORKERS];

	for (worker = 0; worker < WORKERS; worker++)
		workers[worker] = start(calculate);
	for (int i = 0; i < WORKERS; i++)
		join(workers[i]);
}

static void floats_are_copied_by_fork(void)
{
	double in[32], out[32];
	int status;
	long child;

	fill(in, 77);
	child = call_between(in, out, SYS_clone, SIGCHLD);
	EXPECT(child >= 0);
	expect_kept(in, out);
	if (child == 0)
		_exit(0);
	EXPECT_VALUE(waitpid((pid_t)child, &status, 0), child);
	EXPECT_OK(status);
}

/* The way of rounding belongs to the process as well. */
static void rounding_is_kept(void)
{
	long mode;

	__asm__ volatile("fsrmi 1");
	sched_yield();
	__asm__ volatile("frrm %0" : "=r"(mode));
	__asm__ volatile("fsrmi 0");
	EXPECT_VALUE(mode, 1);
}

const struct test float_tests[] = {
	{ "floats_survive_switches", TEST_LINUX, floats_survive_switches },
	{ "floats_survive_time_slices", TEST_LINUX, floats_survive_time_slices },
	{ "floats_are_copied_by_fork", TEST_LINUX, floats_are_copied_by_fork },
	{ "rounding_is_kept", TEST_LINUX, rounding_is_kept },
	{ NULL, 0, NULL },
};
