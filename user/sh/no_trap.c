/* `trap` and waiting where the kernel has no signal handlers: signals are taken, without effect. */
#include "shell.h"
#include "trap.h"
#include <errno.h>
#include <string.h>
#include <sys/wait.h>

pid_t trap_wait(pid_t pid, int *status, int flags, bool interruptible)
{
	pid_t result;

	(void)interruptible;
	do
		result = waitpid(pid, status, flags);
	while (result < 0 && errno == EINTR);
	return result;
}

int builtin_trap(int argc, char **argv)
{
	int i;

	if (argc == 1 && shell.exit_trap != NULL)
		trap_print(shell.exit_trap, "EXIT");
	for (i = 2; i < argc; i++)
		if (strcmp(argv[i], "EXIT") == 0 || strcmp(argv[i], "0") == 0)
			trap_set_exit(strcmp(argv[1], "-") == 0 ? NULL : argv[1]);
	return 0;
}
