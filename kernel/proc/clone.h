/* What clone's two halves share: making a process (fork.c) and making a thread (task.c). */
#pragma once

#include "process.h"

#include <abi/sched.h>
#include <arch/fpu.h>
#include <arch/trap.h>

struct clone_request {
	unsigned long flags;
	uaddr_t stack;
	uaddr_t parent_tid;
	uaddr_t tls;
	uaddr_t child_tid;
};

/* clone_frame - let `child` begin where the calling thread's call returns, with a result of 0. */
static inline void clone_frame(struct thread *child, const struct clone_request *request)
{
	struct trap_frame *frame = arch_thread_frame(&child->arch);

	arch_fpu_fork(&child->arch);
	*frame = *arch_thread_frame(&thread_current()->arch);
	arch_frame_set_result(frame, 0);
	if (request->stack)
		arch_frame_set_sp(frame, request->stack);
	if (request->flags & CLONE_SETTLS)
		arch_frame_set_tls(frame, request->tls);
}
