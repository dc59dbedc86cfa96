/* What the files of the C library share with each other and with nobody else. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The auxiliary vector of the process: pairs that end with AT_NULL. */
extern const unsigned long *libc_auxv;

/*
 * stdio_close_all - write out what the streams hold. Returns the status to end with: `status`, or
 * 1 instead of 0, having said so, if the standard output could not be written. Linked in only when
 * streams are used.
 */
int stdio_close_all(int status) __attribute__((weak));

/* atexit_run - run what atexit() was given. Linked in only when it is used. */
void atexit_run(void) __attribute__((weak));
