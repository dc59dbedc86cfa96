#pragma once

struct trap_frame;

#ifdef CONFIG_SYSCALLS
/* syscall_dispatch - do the call that the frame asks for. Returns its result or -errno. */
long syscall_dispatch(struct trap_frame *frame);
#else
#include <abi/errno.h>

static inline long syscall_dispatch(struct trap_frame *frame)
{
	return -ENOSYS;
}
#endif
