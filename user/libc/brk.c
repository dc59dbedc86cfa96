/* The end of the data segment. The kernel's answer is always where the end is now. */
#include "call.h"
#include <errno.h>
#include <unistd.h>

static uintptr_t current_end; /* 0: the kernel has not been asked yet */

static int set_end(uintptr_t wanted)
{
	current_end = (uintptr_t)CALL(brk, wanted);
	return current_end == wanted ? 0 : (int)libc_result(-ENOMEM);
}

int brk(void *end)
{
	return set_end((uintptr_t)end);
}

void *sbrk(intptr_t increment)
{
	uintptr_t before;

	if (current_end == 0)
		current_end = (uintptr_t)CALL(brk, 0);
	before = current_end;
	if (increment != 0 && set_end(before + (uintptr_t)increment) < 0)
		return (void *)-1;
	return (void *)before;
}
