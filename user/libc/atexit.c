/* The functions that run when a program exits. */
#include "internal.h"
#include <stdlib.h>

#define ATEXIT_MAX 32

static void (*functions[ATEXIT_MAX])(void);
static unsigned int function_count;

int atexit(void (*function)(void))
{
	if (function_count == ATEXIT_MAX)
		return -1;
	functions[function_count++] = function;
	return 0;
}

/* A function may register another one, which then runs next. */
void atexit_run(void)
{
	while (function_count > 0)
		functions[--function_count]();
}
