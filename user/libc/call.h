/*
 * System calls for the C library's own use. CALL(name, arguments...) makes the call with up to six
 * arguments and gives its raw result, a negative error number on failure; libc_result() turns that
 * into what POSIX wants. The numbers come from the kernel's table by <sys/syscall.h>.
 */
#pragma once

#include <sys/syscall.h>

/*
 * libc_result - the value of a raw result; for an error set errno and give -1.
 * Its type fits all calls: a result that is an int keeps its value when it is cut.
 */
long libc_result(long raw);

static inline long call0(long number)
{
	register long a7 __asm__("a7") = number;
	register long a0 __asm__("a0");

	__asm__ volatile("ecall"
			 : "=r"(a0)
			 : "r"(a7)
			 : "memory");
	return a0;
}

static inline long call1(long number, long a)
{
	register long a7 __asm__("a7") = number;
	register long a0 __asm__("a0") = a;

	__asm__ volatile("ecall"
			 : "+r"(a0)
			 : "r"(a7)
			 : "memory");
	return a0;
}

static inline long call2(long number, long a, long b)
{
	register long a7 __asm__("a7") = number;
	register long a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b;

	__asm__ volatile("ecall"
			 : "+r"(a0)
			 : "r"(a1), "r"(a7)
			 : "memory");
	return a0;
}

static inline long call3(long number, long a, long b, long c)
{
	register long a7 __asm__("a7") = number;
	register long a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b;
	register long a2 __asm__("a2") = c;

	__asm__ volatile("ecall"
			 : "+r"(a0)
			 : "r"(a1), "r"(a2), "r"(a7)
			 : "memory");
	return a0;
}

static inline long call4(long number, long a, long b, long c, long d)
{
	register long a7 __asm__("a7") = number;
	register long a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b;
	register long a2 __asm__("a2") = c;
	register long a3 __asm__("a3") = d;

	__asm__ volatile("ecall"
			 : "+r"(a0)
			 : "r"(a1), "r"(a2), "r"(a3), "r"(a7)
			 : "memory");
	return a0;
}

static inline long call5(long number, long a, long b, long c, long d, long e)
{
	register long a7 __asm__("a7") = number;
	register long a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b;
	register long a2 __asm__("a2") = c;
	register long a3 __asm__("a3") = d;
	register long a4 __asm__("a4") = e;

	__asm__ volatile("ecall"
			 : "+r"(a0)
			 : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a7)
			 : "memory");
	return a0;
}

static inline long call6(long number, long a, long b, long c, long d, long e, long f)
{
	register long a7 __asm__("a7") = number;
	register long a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b;
	register long a2 __asm__("a2") = c;
	register long a3 __asm__("a3") = d;
	register long a4 __asm__("a4") = e;
	register long a5 __asm__("a5") = f;

	__asm__ volatile("ecall"
			 : "+r"(a0)
			 : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a7)
			 : "memory");
	return a0;
}

/* Pick callN by the number of arguments. Pointers go as longs. */
#define CALL_PICK(ignored, a, b, c, d, e, f, which, ...) which
#define CALL(name, ...)                                                                            \
	CALL_PICK(0, ##__VA_ARGS__, CALL6, CALL5, CALL4, CALL3, CALL2, CALL1, CALL0)               \
	(SYS_##name, ##__VA_ARGS__)
#define CALL0(n) call0(n)
#define CALL1(n, a) call1(n, (long)(a))
#define CALL2(n, a, b) call2(n, (long)(a), (long)(b))
#define CALL3(n, a, b, c) call3(n, (long)(a), (long)(b), (long)(c))
#define CALL4(n, a, b, c, d) call4(n, (long)(a), (long)(b), (long)(c), (long)(d))
#define CALL5(n, a, b, c, d, e) call5(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e))
#define CALL6(n, a, b, c, d, e, f)                                                                 \
	call6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
