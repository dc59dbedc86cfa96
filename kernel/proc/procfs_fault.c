/*
 * /proc/self/fail-nth, as on Linux but that reading it tells of the last countdown: a read takes
 * memory itself, and would count.
 */
#include "procfs_fault.h"

#include "procfs_own.h"

#include <kernel/fault_injection.h>
#include <lib/format.h>
#include <mm/uio.h>

static ssize_t show(struct inode *inode, char *buffer, size_t size)
{
	return format_string(buffer, size, "%u\n", fault_left());
}

/* A thread orders failures for itself alone. */
static ssize_t store(struct inode *inode, struct uio *uio, uint64_t offset)
{
	size_t size = uio_left(uio);
	int number = proc_own_number(inode, uio);

	if (number < 0)
		return number;
	fault_order((unsigned int)number);
	return (ssize_t)size;
}

const struct inode_ops proc_fault_ops = { .show = show, .write = store };
