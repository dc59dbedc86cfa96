/*
 * The life of a program: crt0 calls libc_start() with the stack as the kernel made it; that finds
 * the arguments, the environment and the auxiliary vector, calls main() and gives its result to
 * exit(). exit() runs the atexit() functions, last first, then writes out the streams, then leaves.
 */
#include "internal.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

int main(int argc, char **argv, char **envp);

char **environ;
const unsigned long *libc_auxv;
char *program_invocation_name = "?";
char *program_invocation_short_name = "?";

static void name_program(char *path)
{
	char *slash = strrchr(path, '/');

	program_invocation_name = path;
	program_invocation_short_name = slash == NULL ? path : slash + 1;
}

_Noreturn void libc_start(unsigned long *stack);

_Noreturn void libc_start(unsigned long *stack)
{
	int argc = (int)stack[0];
	char **argv = (char **)&stack[1];
	char **end;

	environ = argv + argc + 1;
	for (end = environ; *end != NULL; end++)
		continue;
	libc_auxv = (const unsigned long *)(end + 1);
	if (argc > 0)
		name_program(argv[0]);
	exit(main(argc, argv, environ));
}

const char *getprogname(void)
{
	return program_invocation_short_name;
}

unsigned long getauxval(unsigned long type)
{
	const unsigned long *entry;

	for (entry = libc_auxv; entry[0] != AT_NULL; entry += 2)
		if (entry[0] == type)
			return entry[1];
	return 0;
}
