/*
 * The terminal and job control: whose turn it is. kernel/proc provides this where there are process
 * groups; without, everybody may read and write.
 */
#pragma once

#include <lib/types.h>

#ifdef CONFIG_SIGNALS
/*
 * job_control_read, job_control_change - may the calling process read from the terminal, or change
 * it? 0: yes. Otherwise its group has been sent SIGTTIN or SIGTTOU and the call is to be tried
 * again (-EINTR), or nothing can come of it (-EIO). A thread without locks.
 */
int job_control_read(void);
int job_control_change(void);

/*
 * job_control_ioctl - the requests about sessions and the foreground group. Returns 0 or -errno,
 * -ENOTTY for all others. May sleep.
 */
int job_control_ioctl(unsigned int command, uaddr_t argument);
#else
#include <abi/errno.h>

static inline int job_control_read(void)
{
	return 0;
}

static inline int job_control_change(void)
{
	return 0;
}

static inline int job_control_ioctl(unsigned int command, uaddr_t argument)
{
	return -ENOTTY;
}
#endif
