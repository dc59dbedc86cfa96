/* The action of EXIT, which every shell has. */
#include "shell.h"
#include "trap.h"
#include <stdio.h>
#include <stdlib.h>

void trap_set_exit(const char *action)
{
	free(shell.exit_trap);
	shell.exit_trap = action == NULL ? NULL : shell_copy(action);
}

void trap_print(const char *action, const char *signal)
{
	printf("trap -- '");
	for (; *action != '\0'; action++)
		if (*action == '\'')
			printf("'\"'\"'");
		else
			putchar(*action);
	printf("' %s\n", signal);
}
