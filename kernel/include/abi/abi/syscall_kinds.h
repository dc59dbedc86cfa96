/*
 * The kinds of system-call arguments and results as C types, kind_NAME. A kind says more than a
 * type: strace prints by it. The list is <abi/syscall_kinds.def>.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define KIND(name, type, seen, size) typedef type kind_##name;
#include <abi/syscall_kinds.def>
