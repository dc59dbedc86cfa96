/* The signal mask that siglongjmp() brings back. */
#include <setjmp.h>
#include <signal.h>

void libc_save_mask(struct sigjmp_state *state, int save)
{
	state->saved = save != 0 && sigprocmask(SIG_BLOCK, NULL, &state->blocked) == 0;
}

_Noreturn void siglongjmp(sigjmp_buf state, int value)
{
	if (state->saved)
		sigprocmask(SIG_SETMASK, &state->blocked, NULL);
	longjmp(state->registers, value);
}
