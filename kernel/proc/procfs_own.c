#include "procfs_own.h"

#include "process.h"

#include <abi/errno.h>
#include <fs/inode.h>
#include <mm/uio.h>

#define TEXT_SIZE 16

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

int proc_own_number(const struct inode *inode, struct uio *uio)
{
	size_t size = uio_left(uio);
	char text[TEXT_SIZE];

	if ((int)inode->private_number != process_current()->pid)
		return -EPERM;
	if (size >= sizeof(text))
		return -EINVAL;
	if (uio_prefault(uio, size) < 0 || uio_read(uio, text, size) != size)
		return -EFAULT;
	text[size] = '\0';
	return number_of(text);
}
