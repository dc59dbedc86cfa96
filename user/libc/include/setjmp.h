#pragma once

/* ra, s0-s11, sp, and fs0-fs11 where programs have floating-point registers. */
typedef struct {
	unsigned long integer[14];
	unsigned long floating[12];
} jmp_buf[1];

struct sigjmp_state {
	jmp_buf registers;
	unsigned long blocked; /* a sigset_t */
	int saved;
};
typedef struct sigjmp_state sigjmp_buf[1];

int setjmp(jmp_buf state) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf state, int value);

/* With `save` the mask of blocked signals is kept as well. */
void libc_save_mask(struct sigjmp_state *state, int save);
#define sigsetjmp(state, save) (libc_save_mask(state, save), setjmp((state)->registers))
_Noreturn void siglongjmp(sigjmp_buf state, int value);
