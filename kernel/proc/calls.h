/*
 * Prototypes of the system calls' handlers, sys_NAME(), made from the table. A handler returns its
 * result or -errno. It runs in a process's thread, with interrupts on and no lock held.
 */
#pragma once

#include <abi/syscall_kinds.h>
#include <lib/compiler.h>

#define SYSCALL0(option, number, name, result) long sys_##name(void);
#define SYSCALL1(option, number, name, result, a) long sys_##name(kind_##a);
#define SYSCALL2(option, number, name, result, a, b) long sys_##name(kind_##a, kind_##b);
#define SYSCALL3(option, number, name, result, a, b, c)                                            \
	long sys_##name(kind_##a, kind_##b, kind_##c);
#define SYSCALL4(option, number, name, result, a, b, c, d)                                         \
	long sys_##name(kind_##a, kind_##b, kind_##c, kind_##d);
#define SYSCALL5(option, number, name, result, a, b, c, d, e)                                      \
	long sys_##name(kind_##a, kind_##b, kind_##c, kind_##d, kind_##e);
#define SYSCALL6(option, number, name, result, a, b, c, d, e, f)                                   \
	long sys_##name(kind_##a, kind_##b, kind_##c, kind_##d, kind_##e, kind_##f);
#include <abi/syscall.def>

/*
 * system_stop, system_restart - make everything durable, then switch the machine off or start it
 * again. May sleep.
 */
__noreturn void system_stop(unsigned int status);
__noreturn void system_restart(void);
