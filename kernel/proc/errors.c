/*
 * Which processes have their errors traced, and what the log tells of those.
 */
#include "errors.h"

#include "process.h"
#include "procfs_own.h"

#include <abi/errno.h>
#include <arch/upward.h>
#include <kernel/error_trace.h>
#include <kernel/log.h>
#include <kernel/mutex.h>
#include <lib/format.h>
#include <mm/page.h>
#include <mm/uio.h>

_Static_assert(ERROR_TRACE_SIZE <= PAGE_SIZE, "a trace takes a page");

static struct mutex log_mutex = MUTEX_INIT(log_mutex); /* a report is in one piece */

static void count(int change)
{
	irq_key_t key = spin_lock(&tree_lock);

	error_trace_count += (unsigned int)change;
	spin_unlock(&tree_lock, key);
}

static int begin(struct thread *thread)
{
	void *memory;

	if (thread->errors.trace)
		return 0;
	memory = page_alloc_zeroed();
	if (!memory)
		return -ENOMEM;
	count(+1);
	error_trace_begin(&thread->errors, memory);
	return 0;
}

static void end(struct thread *thread)
{
	void *memory = error_trace_end(&thread->errors);

	if (!memory)
		return;
	count(-1);
	page_free(memory);
}

/* Without memory the child is not traced. */
void errors_fork(struct process *child)
{
	if (thread_current()->errors.trace)
		begin(child->thread);
}

void errors_exit(void)
{
	end(thread_current());
}

void errors_call(void)
{
	error_trace_clear(&thread_current()->errors);
}

/* Lines as in a panic: an address after "pc" is meant itself, others are behind a call. */
static void print_chain(const struct error_chain *chain)
{
	for (unsigned int i = 0; i < chain->depth; i++) {
		uintptr_t place = chain->place[i];
		bool begins = place & ERROR_TRACE_BEGIN;

		code_print(place & ~(uintptr_t)ERROR_TRACE_BEGIN, begins, kprintf);
	}
}

long errors_result(unsigned long number, long result)
{
	const struct error_chain *chain = error_trace_find(&thread_current()->errors, result);
	const struct process *process = process_current();

	if (!chain || result >= 0)
		return result;
	mutex_lock(&log_mutex);
	kprintf("%s[%d]: call %lu gives error %ld, which began at\n", process->name, process->pid,
		number, -result);
	print_chain(chain);
	mutex_unlock(&log_mutex);
	return result;
}

static ssize_t show(struct inode *inode, char *buffer, size_t size)
{
	return format_string(buffer, size, "%d\n", thread_current()->errors.trace != NULL);
}

static ssize_t store(struct inode *inode, struct uio *uio, uint64_t offset)
{
	size_t size = uio_left(uio);
	int number = proc_own_number(inode, uio);
	int error = 0;

	if (number < 0)
		return number;
	if (number > 1)
		return -EINVAL;
	if (number == 1)
		error = begin(thread_current());
	else
		end(thread_current());
	return error ? error : (ssize_t)size;
}

const struct inode_ops proc_errors_ops = { .show = show, .write = store };
