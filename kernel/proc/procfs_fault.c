/*
 * /proc/self/fail-nth, as on Linux but that reading it tells of the last countdown: a read takes
 * memory itself, and would count.
 */
#include "procfs_fault.h"

#include "process.h"

#include <abi/errno.h>
#include <kernel/fault_injection.h>
#include <lib/format.h>

ssize_t procfs_show_fault(int pid, char *buffer, size_t size)
{
	return format_string(buffer, size, "%u\n", fault_left());
}

/* A thread orders failures for itself alone. */
int procfs_store_fault(int pid, const char *text)
{
	unsigned int number = 0;

	if (pid != process_current()->pid)
		return -EPERM;
	if (*text < '0' || *text > '9')
		return -EINVAL;
	while (*text >= '0' && *text <= '9' && number < 1000000)
		number = number * 10 + (unsigned int)(*text++ - '0');
	if (*text && *text != '\n')
		return -EINVAL;
	fault_order(number);
	return 0;
}
