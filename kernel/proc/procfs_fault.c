/*
 * /proc/self/fail-nth, as on Linux but that reading it tells of the last countdown: a read takes
 * memory itself, and would count.
 */
#include "procfs_fault.h"

#include "process.h"

#include <abi/errno.h>
#include <kernel/fault_injection.h>
#include <lib/format.h>
#include <mm/uio.h>

#define TEXT_SIZE 16

static ssize_t show(struct inode *inode, char *buffer, size_t size)
{
	return format_string(buffer, size, "%u\n", fault_left());
}

/* The number that a text is, with or without a newline; -EINVAL if it is none or too large. */
static int number_of(const char *text)
{
	int number = 0;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	while (*text >= '0' && *text <= '9' && number < 1000000)
		number = number * 10 + (*text++ - '0');
	return *text == '\0' || *text == '\n' ? number : -EINVAL;
}

/* A thread orders failures for itself alone. */
static ssize_t store(struct inode *inode, struct uio *uio, uint64_t offset)
{
	size_t size = uio_left(uio);
	char text[TEXT_SIZE];
	int number;

	if ((int)inode->private_number != process_current()->pid)
		return -EPERM;
	if (size >= sizeof(text))
		return -EINVAL;
	if (uio_prefault(uio, size) < 0 || uio_read(uio, text, size) != size)
		return -EFAULT;
	text[size] = '\0';
	number = number_of(text);
	if (number < 0)
		return number;
	fault_order((unsigned int)number);
	return (ssize_t)size;
}

const struct inode_ops proc_fault_ops = { .show = show, .write = store };
