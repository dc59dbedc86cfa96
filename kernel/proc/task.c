/*
 * The threads of a process: making one more, and ending.
 *
 * A thread that ends takes its task off the list under tree_lock, and whoever takes the last one
 * off goes on to end the process, alone. The first thread's structure stays until the process is
 * freed, since others may look at it; further ones go with the next thread that is made.
 */
#include "task.h"

#include "clone.h"
#include "errors.h"
#include "futex.h"
#include "process.h"
#include "trace.h"

#include <abi/errno.h>
#include <abi/sched.h>
#include <arch/irq.h>
#include <mm/kmem.h>
#include <mm/ucopy.h>

static struct kmem_cache task_cache; /* its first user makes it [tree_lock] */

void tasks_init(struct process *process)
{
	struct process_threads *threads = &process->threads;

	process->leader.tid = process->pid;
	process->leader.thread = process->thread;
	process->thread->task = &process->leader;
	list_init(&threads->tasks);
	list_add_tail(&threads->tasks, &process->leader.link);
	threads->count = 1;
	waitq_init(&threads->left);
}

struct process *task_process(const struct task *task)
{
	return task->thread->process;
}

struct thread *task_thread(const struct task *task)
{
	return task->thread;
}

struct task *task_find(int tid)
{
	struct process *process;
	unsigned int slot = 0;
	struct task *task;

	while ((process = process_next(&slot)))
		list_for_each(task, &process->threads.tasks, link)
			if (task->tid == tid)
				return task;
	return NULL;
}

static struct task *task_alloc(void)
{
	irq_key_t key = spin_lock(&tree_lock);

	if (task_cache.size == 0)
		kmem_cache_init(&task_cache, "task", sizeof(struct task));
	spin_unlock(&tree_lock, key);
	return kmem_alloc_zeroed(&task_cache);
}

/* Let the new thread be one of the process. 0, -EAGAIN, -EINTR. */
static int join(struct process *process, struct task *task)
{
	irq_key_t key = spin_lock(&tree_lock);
	int tid = process->threads.ending ? -EINTR : process_take_id();

	if (tid > 0) {
		task->tid = tid;
		list_add_tail(&process->threads.tasks, &task->link);
		process->threads.count++;
		signals_thread(task);
	}
	spin_unlock(&tree_lock, key);
	return tid > 0 ? 0 : tid;
}

/* A thread that begins as a copy of the calling one, for the task. Returns whether there is. */
static bool make_thread(struct process *process, struct task *task,
			const struct clone_request *request)
{
	struct thread *thread = thread_new(process->name, process_enter_user, NULL, true);

	if (!thread)
		return false;
	thread->process = process;
	thread->aspace = process->aspace;
	thread->task = task;
	task->thread = thread;
	clone_frame(thread, request);
	return true;
}

/* Where programs want to be told of the new tid; a bad address is their affair. */
static void tell_tid(const struct task *task, const struct clone_request *request)
{
	if (request->flags & CLONE_PARENT_SETTID)
		copy_to_user(request->parent_tid, &task->tid, sizeof(task->tid));
	if (request->flags & CLONE_CHILD_SETTID)
		copy_to_user(request->child_tid, &task->tid, sizeof(task->tid));
}

long task_clone(const struct clone_request *request)
{
	struct process *process = process_current();
	struct task *task = task_alloc();
	int error, tid;

	if (!task || !make_thread(process, task, request)) {
		if (task)
			kmem_free(&task_cache, task);
		return -ENOMEM;
	}
	aspace_share(process->aspace);
	error = join(process, task);
	if (error) {
		thread_discard(task->thread);
		kmem_free(&task_cache, task);
		return error;
	}
	tid = task->tid;
	if (request->flags & CLONE_CHILD_CLEARTID)
		task->clear_tid = request->child_tid;
	tell_tid(task, request);
	errors_fork(task->thread);
	thread_start(task->thread);
	return tid;
}

void task_fork(struct task *child, const struct clone_request *request)
{
	if (request->flags & CLONE_CHILD_CLEARTID)
		child->clear_tid = request->child_tid;
}

void tasks_interrupt(struct process *process)
{
	struct task *task;

	list_for_each(task, &process->threads.tasks, link)
		thread_interrupt(task->thread);
}

/* Let all threads but `survivor` end, the calling one by itself. tree_lock is held. */
static void begin_end(struct process *process, struct task *survivor)
{
	struct process_threads *threads = &process->threads;
	struct task *task;

	threads->ending = true;
	threads->survivor = survivor;
	signals_resume(process);
	waitq_wake_all(&threads->left);
	list_for_each(task, &threads->tasks, link)
		if (task != task_current())
			thread_interrupt(task->thread);
}

bool task_must_end(void)
{
	const struct process_threads *threads = &process_current()->threads;

	return threads->ending && threads->survivor != task_current();
}

void task_end_if_due(void)
{
	if (task_must_end())
		process_exit_thread(0);
}

/*
 * Tell those who wait for the end of the calling thread: other threads, and, in memory that they
 * share, other processes. The thread is still on the list, so that a signal ends a wait in here.
 */
static void tell_end(struct process *process, struct task *task, int status)
{
	const int none = 0;

	trace_thread_exit(status);
	futex_leave_robust(task->robust_list, task->tid);
	if (process->threads.count == 1 || !task->clear_tid ||
	    copy_to_user(task->clear_tid, &none, sizeof(none)) < 0)
		return;
	futex_wake_address(task->clear_tid);
}

void task_exit_unlock(struct process *process)
{
	struct task *task = task_current();

	if (task == &process->leader)
		thread_exit_unlock(&tree_lock);
	kmem_free(&task_cache, task);
	process_give_id();
	thread_exit_unlock_orphan(&tree_lock);
}

/* A signal ends the process whatever another thread is about; exit_group gives way to exec. */
static bool is_signal(int status)
{
	return (status & 0x7f) != 0;
}

int task_leave(int status, bool all)
{
	struct process *process = process_current();
	struct process_threads *threads = &process->threads;
	struct task *task = task_current();

	task_release();
	errors_exit();
	tell_end(process, task, threads->ending ? threads->status : status);
	arch_irq_disable();
	spin_acquire(&tree_lock);
	if (all && (!threads->ending || (threads->survivor && is_signal(status)))) {
		threads->status = status;
		begin_end(process, NULL);
	}
	if (threads->ending)
		status = threads->status;
	list_remove(&task->link);
	threads->count--;
	threads->run_time += task->thread->run_time;
	signals_leave(process);
	if (threads->count == 1 && threads->survivor)
		waitq_wake_all(&threads->left);
	if (threads->count > 0)
		task_exit_unlock(process);
	spin_release(&tree_lock);
	arch_irq_enable();
	return status;
}

/*
 * The only thread left becomes the first. Returns the structure of the one before, which has ended,
 * or NULL. tree_lock is held.
 */
static struct thread *become_leader(struct process *process, struct task *task)
{
	struct thread *before = process->thread;

	if (task == &process->leader)
		return NULL;
	signals_move(&process->leader);
	process->leader.held = task->held;
	list_add_tail(&process->threads.tasks, &process->leader.link);
	list_remove(&task->link);
	process->leader.thread = process->thread = thread_current();
	thread_current()->task = &process->leader;
	kmem_free(&task_cache, task);
	process_give_id();
	return before;
}

int tasks_end_others(void)
{
	struct process *process = process_current();
	struct process_threads *threads = &process->threads;
	uaddr_t robust_list = task_current()->robust_list;
	int tid = task_id();
	irq_key_t key = spin_lock(&tree_lock);
	struct thread *before = NULL;
	int error = threads->ending ? -EINTR : 0;

	if (!error) {
		begin_end(process, task_current());
		while (threads->count > 1 && !task_must_end())
			waitq_sleep_uninterruptible(&threads->left, &tree_lock, &key);
		error = task_must_end() ? -EINTR : 0;
	}
	if (!error) {
		threads->ending = false;
		threads->survivor = NULL;
		before = become_leader(process, task_current());
	}
	spin_unlock(&tree_lock, key);
	if (before)
		thread_reap(before);
	if (!error)
		futex_leave_robust(robust_list, tid);
	return error;
}

void task_exec(void)
{
	struct task *task = task_current();

	task->clear_tid = 0;
	task->robust_list = 0;
}

const struct thread *process_thread(const struct process *process)
{
	const struct thread *found = process->thread;
	const struct task *task;

	list_for_each(task, &process->threads.tasks, link) {
		const struct thread *thread = task->thread;

		if (thread->state == THREAD_RUNNING || thread->state == THREAD_RUNNABLE)
			return thread;
		if (found->state == THREAD_DEAD)
			found = thread;
	}
	return found;
}

uint64_t process_run_time(const struct process *process)
{
	uint64_t time = process->threads.run_time;
	const struct task *task;

	list_for_each(task, &process->threads.tasks, link)
		time += task->thread->run_time;
	return time;
}

uint64_t process_run_time_now(const struct process *process)
{
	irq_key_t key = spin_lock(&tree_lock);
	uint64_t time = process_run_time(process);

	spin_unlock(&tree_lock, key);
	return time;
}
