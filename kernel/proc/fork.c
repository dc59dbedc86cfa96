/*
 * clone, as far as it is fork; threads are made in task.c.
 */
#include "calls.h"
#include "clone.h"
#include "errors.h"
#include "process.h"
#include "trace.h"

#include <abi/errno.h>
#include <abi/signal.h>
#include <lib/string.h>
#include <mm/ucopy.h>

/* What may stand beside the signal: what fork and vfork of C libraries ask for. */
#define FLAGS_TAKEN                                                                                \
	(CLONE_VM | CLONE_VFORK | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID |                       \
	 CLONE_CHILD_CLEARTID | CLONE_SETTLS)

static bool flags_are_good(unsigned long flags)
{
	unsigned long signal = flags & CSIGNAL;
	bool shares = (flags & CLONE_VM) != 0;

	/* Memory is only shared for the time until exec or exit, which copying serves as well. */
	return (signal == SIGCHLD || signal == 0) && (flags & ~(FLAGS_TAKEN | CSIGNAL)) == 0 &&
	       shares == ((flags & CLONE_VFORK) != 0);
}

/* What a thread shares with the others of its process: all of it. */
#define THREAD_FLAGS_NEEDED                                                                        \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)
#define THREAD_FLAGS_TAKEN                                                                         \
	(THREAD_FLAGS_NEEDED | CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID |                \
	 CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | CLONE_DETACHED | CSIGNAL)

/* Its signal means nothing: a thread that ends sends none. */
static bool thread_flags_are_good(unsigned long flags)
{
	return (flags & THREAD_FLAGS_NEEDED) == THREAD_FLAGS_NEEDED &&
	       (flags & ~THREAD_FLAGS_TAKEN) == 0;
}

static void join_tree(struct process *child, struct process *parent)
{
	irq_key_t key = spin_lock(&tree_lock);

	child->parent = parent;
	list_add_tail(&parent->children, &child->sibling);
	spin_unlock(&tree_lock, key);
}

static int fork(const struct clone_request *request)
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
	clone_frame(child->thread, request);
	files_fork(&child->files, &parent->files);
	strlcpy(child->name, parent->name, sizeof(child->name));
	child->arguments = parent->arguments;
	child->umask = parent->umask;
	pid = child->pid;
	task_fork(&child->leader, request);
	if (request->flags & CLONE_CHILD_SETTID)
		aspace_write(child->aspace, request->child_tid, &pid, sizeof(pid));
	trace_fork(child, parent);
	errors_fork(child->thread);
	join_tree(child, parent);
	thread_start_here(child->thread);
	return pid;
}

long sys_clone(kind_hex flags, kind_pointer stack, kind_pointer parent_tid, kind_pointer tls,
	       kind_pointer child_tid)
{
	const struct clone_request request = {
		.flags = (unsigned long)flags,
		.stack = stack,
		.parent_tid = parent_tid,
		.tls = tls,
		.child_tid = child_tid,
	};
	int pid;

	if (IS_ENABLED(CONFIG_THREADS) && request.flags & CLONE_THREAD)
		return thread_flags_are_good(request.flags) ? task_clone(&request) : -EINVAL;
	if (!flags_are_good(request.flags))
		return -EINVAL;
	pid = fork(&request);
	if (pid > 0 && request.flags & CLONE_PARENT_SETTID)
		copy_to_user(parent_tid, &pid, sizeof(pid));
	return pid;
}
