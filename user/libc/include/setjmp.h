#pragma once

/* ra, s0-s11, sp, and fs0-fs11 where programs have floating-point registers. */
typedef struct {
	unsigned long integer[14];
	unsigned long floating[12];
} jmp_buf[1];

typedef jmp_buf sigjmp_buf;

int setjmp(jmp_buf state) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf state, int value);

/* No signal mask is kept. */
#define sigsetjmp(state, save) ((void)(save), setjmp(state))
#define siglongjmp(state, value) longjmp(state, value)
