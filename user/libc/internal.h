/* What the files of the C library share with each other and with nobody else. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The auxiliary vector of the process: pairs that end with AT_NULL. */
extern const unsigned long *libc_auxv;

/* stdio_close_all - write out what the streams hold. Linked in only when streams are used. */
void stdio_close_all(void) __attribute__((weak));

/* atexit_run - run what atexit() was given. Linked in only when it is used. */
void atexit_run(void) __attribute__((weak));
