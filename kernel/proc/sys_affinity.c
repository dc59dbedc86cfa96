/*
 * Which harts a process may run on, and which it runs on: sched_setaffinity, sched_getaffinity and
 * getcpu. Masks have a bit for each logical number of a hart; 64 bits are all that can be.
 */
#include "calls.h"
#include "process.h"

#include <abi/errno.h>
#include <arch/irq.h>
#include <kernel/cpu.h>
#include <mm/ucopy.h>

/* The thread with this number, which may be that of `process`; or NULL. tree_lock is held. */
static struct thread *find_thread(struct process *process, int tid)
{
	struct task *task = IS_ENABLED(CONFIG_THREADS) ? task_find(tid) : NULL;

	if (task)
		return task_thread(task);
	return process && process->state == PROCESS_ALIVE ? process->thread : NULL;
}

/* Set or get the harts of the thread with this number; 0 is the caller. A zombie takes any. */
static int with_thread(int pid, int (*what)(struct thread *thread, uint64_t *harts),
		       uint64_t *harts)
{
	irq_key_t key = spin_lock(&tree_lock);
	struct process *process = pid ? process_find(pid) : process_current();
	struct thread *thread = pid ? find_thread(process, pid) : thread_current();
	int error = process || thread ? 0 : -ESRCH;

	if (thread)
		error = what(thread, harts);
	spin_unlock(&tree_lock, key);
	return error;
}

static int set_harts(struct thread *thread, uint64_t *harts)
{
	return thread_bind(thread, *harts);
}

static int get_harts(struct thread *thread, uint64_t *harts)
{
	*harts = thread_harts(thread);
	return 0;
}

/* A shorter mask has zeroes at its end, a longer one says nothing about harts that can not be. */
long sys_sched_setaffinity(kind_int pid, kind_size size, kind_pointer buffer)
{
	uint64_t harts = 0;

	if (copy_from_user(&harts, buffer, MIN(size, sizeof(harts))) < 0)
		return -EFAULT;
	return with_thread(pid, set_harts, &harts);
}

long sys_sched_getaffinity(kind_int pid, kind_size size, kind_pointer buffer)
{
	uint64_t harts = thread_harts(thread_current());
	int error;

	if (size < sizeof(harts) || size % sizeof(harts))
		return -EINVAL;
	error = with_thread(pid, get_harts, &harts);
	if (error)
		return error;
	return copy_to_user(buffer, &harts, sizeof(harts)) < 0 ? -EFAULT : (long)sizeof(harts);
}

static uint32_t hart_number(void)
{
	irq_key_t key = arch_irq_save();
	uint32_t number = cpu_current()->index;

	arch_irq_restore(key);
	return number;
}

/* There is one node of memory, number 0. */
long sys_getcpu(kind_pointer cpu, kind_pointer node, kind_pointer unused)
{
	uint32_t number = hart_number(), zero = 0;

	if (cpu && copy_to_user(cpu, &number, sizeof(number)) < 0)
		return -EFAULT;
	return node ? copy_to_user(node, &zero, sizeof(zero)) : 0;
}
