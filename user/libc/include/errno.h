#pragma once

#include <abi/errno.h>

extern int errno;

extern char *program_invocation_name;
extern char *program_invocation_short_name;
