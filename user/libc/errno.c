#include "call.h"
#include <errno.h>

int errno;

long libc_result(long raw)
{
	if ((unsigned long)raw < (unsigned long)-ERRNO_MAX)
		return raw;
	errno = (int)-raw;
	return -1;
}
