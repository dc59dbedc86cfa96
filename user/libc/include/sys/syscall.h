/*
 * The numbers of the system calls, SYS_read and so on, from the kernel's own table. All are known
 * in every configuration; a call that is not built gives ENOSYS.
 */
#pragma once

enum {
#define SYSCALL(option, number, name) SYS_##name = number,
#include <abi/syscall.def>
};

long syscall(long number, ...);
