/*
 * Without frame pointers there is no chain to follow.
 */
#include <arch/trap.h>

void arch_backtrace_print(uintptr_t fp, void (*print)(const char *format, ...))
{
}
