/*
 * Small calls on the process itself.
 */
#include "calls.h"
#include "process.h"

long sys_getpid(void)
{
	return process_current()->pid;
}

long sys_brk(kind_pointer end)
{
	return (long)aspace_brk(process_current()->aspace, end);
}
