/*
 * Without frame pointers there is no chain to follow.
 */
#include <arch/trap.h>

void arch_backtrace_print(uintptr_t fp, void (*print)(const char *format, ...))
{
}

unsigned int arch_backtrace(uintptr_t fp, uintptr_t *addresses, unsigned int count)
{
	return 0;
}
