/*
 * clone, as far as it is fork.
 */
#include "calls.h"
#include "errors.h"
#include "process.h"
#include "trace.h"

#include <abi/errno.h>
#include <abi/sched.h>
#include <abi/signal.h>
#include <arch/fpu.h>
#include <arch/trap.h>
#include <lib/string.h>
#include <mm/ucopy.h>

/* What may stand beside the signal: what fork and vfork of C libraries ask for. */
#define FLAGS_TAKEN                                                                                \
	(CLONE_VM | CLONE_VFORK | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID |                       \
	 CLONE_CHILD_CLEARTID | CLONE_SETTLS)

struct fork_request {
	unsigned long flags;
	uaddr_t stack;
	uaddr_t tls;
	uaddr_t child_tid;
};

static bool flags_are_good(unsigned long flags)
{
	unsigned long signal = flags & CSIGNAL;
	bool shares = (flags & CLONE_VM) != 0;

	/* Memory is only shared for the time until exec or exit, which copying serves as well. */
	return (signal == SIGCHLD || signal == 0) && (flags & ~(FLAGS_TAKEN | CSIGNAL)) == 0 &&
	       shares == ((flags & CLONE_VFORK) != 0);
}

static void copy_frame(struct process *child, const struct fork_request *request)
{
	struct trap_frame *frame = arch_thread_frame(&child->thread->arch);

	arch_fpu_fork(&child->thread->arch);
	*frame = *arch_thread_frame(&thread_current()->arch);
	arch_frame_set_result(frame, 0);
	if (request->stack)
		arch_frame_set_sp(frame, request->stack);
	if (request->flags & CLONE_SETTLS)
		arch_frame_set_tls(frame, request->tls);
}

static void join_tree(struct process *child, struct process *parent)
{
	irq_key_t key = spin_lock(&tree_lock);

	child->parent = parent;
	list_add_tail(&parent->children, &child->sibling);
	spin_unlock(&tree_lock, key);
}

static int fork(const struct fork_request *request)
{
	struct process *parent = process_current();
	struct process *child;
	int error, pid;

	error = process_create(process_enter_user, NULL, &child);
	if (error)
		return error;
	error = signals_fork(child);
	if (!error)
		error = aspace_fork(parent->aspace, &child->aspace);
	if (error) {
		process_discard(child);
		return error;
	}
	child->thread->aspace = child->aspace;
	copy_frame(child, request);
	files_fork(&child->files, &parent->files);
	strlcpy(child->name, parent->name, sizeof(child->name));
	child->arguments = parent->arguments;
	pid = child->pid;
	if (request->flags & CLONE_CHILD_SETTID)
		aspace_write(child->aspace, request->child_tid, &pid, sizeof(pid));
	trace_fork(child, parent);
	errors_fork(child);
	join_tree(child, parent);
	thread_start_here(child->thread);
	return pid;
}

long sys_clone(kind_hex flags, kind_pointer stack, kind_pointer parent_tid, kind_pointer tls,
	       kind_pointer child_tid)
{
	const struct fork_request request = {
		.flags = (unsigned long)flags,
		.stack = stack,
		.tls = tls,
		.child_tid = child_tid,
	};
	int pid;

	if (!flags_are_good(request.flags))
		return -EINVAL;
	pid = fork(&request);
	if (pid > 0 && request.flags & CLONE_PARENT_SETTID)
		copy_to_user(parent_tid, &pid, sizeof(pid));
	return pid;
}
