/* Ending a program in order. */
#include "call.h"
#include "internal.h"
#include <stdlib.h>
#include <unistd.h>

_Noreturn void _exit(int status)
{
	for (;;)
		CALL(exit_group, status);
}

_Noreturn void _Exit(int status)
{
	_exit(status);
}

_Noreturn void exit(int status)
{
	if (atexit_run != NULL)
		atexit_run();
	if (stdio_close_all != NULL)
		status = stdio_close_all(status);
	_exit(status);
}
