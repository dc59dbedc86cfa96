/*
 * Further calls on processes (CALLS_PROCESS). There is one user, root.
 */
#include "calls.h"
#include "process.h"

#include <abi/errno.h>
#include <abi/mman.h>
#include <abi/resource.h>
#include <arch/mmu.h>
#include <mm/ucopy.h>

long sys_gettid(void)
{
	return task_id();
}

/* Without THREADS there is nobody to wait for the thread that ends. */
long sys_set_tid_address(kind_pointer address)
{
	task_set_clear_tid(address);
	return task_id();
}

long sys_getppid(void)
{
	irq_key_t key = spin_lock(&tree_lock);
	struct process *parent = process_current()->parent;
	int pid = parent ? parent->pid : 0;

	spin_unlock(&tree_lock, key);
	return pid;
}

long sys_getuid(void)
{
	return 0;
}

long sys_geteuid(void)
{
	return 0;
}

long sys_getgid(void)
{
	return 0;
}

long sys_getegid(void)
{
	return 0;
}

long sys_umask(kind_mode mask)
{
	struct process *process = process_current();
	unsigned int old = process->umask;

	process->umask = mask & 0777;
	return old;
}

long sys_sched_yield(void)
{
	thread_yield();
	return 0;
}


/* What cannot be set higher or lower here: limits are those of the configuration. */
static uint64_t limit_of(int resource)
{
	switch (resource) {
	case RLIMIT_STACK:
		return (uint64_t)CONFIG_USER_STACK_KIB * 1024;
	case RLIMIT_NOFILE:
		return CONFIG_NOFILE;
	case RLIMIT_NPROC:
		return CONFIG_NPROC;
	case RLIMIT_CORE:
		return 0;
	default:
		return RLIM64_INFINITY;
	}
}

long sys_prlimit64(kind_int pid, kind_int resource, kind_limit_in new_limit,
		   kind_limit_out old_limit)
{
	struct abi_rlimit64 limit, wanted;

	if (resource < 0 || resource >= RLIM_NLIMITS)
		return -EINVAL;
	if (pid != 0 && pid != process_current()->pid)
		return -ESRCH;
	limit.rlim_cur = limit.rlim_max = limit_of(resource);
	if (new_limit) {
		if (copy_from_user(&wanted, new_limit, sizeof(wanted)) < 0)
			return -EFAULT;
		if (wanted.rlim_cur > wanted.rlim_max)
			return -EINVAL;
		if (wanted.rlim_max > limit.rlim_max || wanted.rlim_cur != limit.rlim_cur)
			return -EPERM;
	}
	return old_limit ? copy_to_user(old_limit, &limit, sizeof(limit)) : 0;
}

long sys_mprotect(kind_pointer start, kind_size size, kind_protection protection)
{
	uaddr_t end = ALIGN_UP(start + size, PAGE_SIZE);

	if (!IS_ALIGNED(start, PAGE_SIZE) || protection & ~(PROT_READ | PROT_WRITE | PROT_EXEC))
		return -EINVAL;
	if (size == 0)
		return 0;
	if (end <= start || end > USER_TOP)
		return -ENOMEM;
	return aspace_protect(process_current()->aspace, start, end,
			      rights_of_protection(protection));
}
