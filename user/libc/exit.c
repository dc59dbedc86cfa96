/* Ending a program in order, and out of order. */
#include "call.h"
#include "internal.h"
#include <signal.h>
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
		stdio_close_all();
	_exit(status);
}

/* The wait status is that of SIGABRT; should the signal be blocked, SIGABRT's usual status. */
_Noreturn void abort(void)
{
	raise(SIGABRT);
	_exit(128 + SIGABRT);
}
