/* What the programs of kernel/stage have instead of a C library. */
#pragma once

#include "../libc/call.h"

#include <abi/errno.h>
#include <lib/compiler.h>
#include <lib/format.h>
#include <lib/string.h>
#include <stdbool.h>
#include <stdint.h>

/* say - write a line, or a part of one, to descriptor 1. At most 255 bytes. */
void say(const char *format, ...) __format_printf(1, 2);

/* error_name - the name and the number of the error that a call has returned, "" for none. */
const char *error_text(long result);

/* hear - read a line from descriptor 0, without its newline. Returns what read returned. */
long hear(char *line, size_t size);

/* finish - end the system, after a line from the keyboard unless it is to go off at once. */
_Noreturn void finish(void);
