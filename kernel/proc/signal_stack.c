/*
 * The alternate stack for handlers.
 */
#include "calls.h"
#include "signal_private.h"

#include <abi/errno.h>
#include <arch/trap.h>
#include <mm/ucopy.h>

bool signal_is_on_stack(uaddr_t sp)
{
	const struct thread_signals *signals = own_signals();

	return sp > signals->stack && sp - signals->stack <= signals->stack_size;
}

void signal_get_stack(struct abi_sigaltstack *stack, uaddr_t sp)
{
	const struct thread_signals *signals = own_signals();

	*stack = (struct abi_sigaltstack){
		.ss_sp = signals->stack,
		.ss_size = signals->stack_size,
	};
	if (signals->stack_size == 0)
		stack->ss_flags = SS_DISABLE;
	else if (signal_is_on_stack(sp))
		stack->ss_flags = SS_ONSTACK;
}

int signal_set_stack(const struct abi_sigaltstack *stack, uaddr_t sp)
{
	struct thread_signals *signals = own_signals();
	bool disable = stack->ss_flags == SS_DISABLE;

	if (signal_is_on_stack(sp))
		return -EPERM;
	if (!disable && stack->ss_flags != 0 && stack->ss_flags != SS_ONSTACK)
		return -EINVAL;
	if (!disable && stack->ss_size < MINSIGSTKSZ)
		return -ENOMEM;
	signals->stack = disable ? 0 : stack->ss_sp;
	signals->stack_size = disable ? 0 : stack->ss_size;
	return 0;
}

long sys_sigaltstack(kind_pointer new_stack, kind_pointer old_stack)
{
	uaddr_t sp = arch_frame_sp(arch_thread_frame(&thread_current()->arch));
	struct abi_sigaltstack before, wanted;
	int error = 0;

	signal_get_stack(&before, sp);
	if (new_stack) {
		error = copy_from_user(&wanted, new_stack, sizeof(wanted));
		if (!error)
			error = signal_set_stack(&wanted, sp);
	}
	if (!error && old_stack)
		error = copy_to_user(old_stack, &before, sizeof(before));
	return error;
}
