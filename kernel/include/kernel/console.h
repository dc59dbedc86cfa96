/*
 * The kernel's own way to the console: what the UART driver offers to the log and the panic.
 */
#pragma once

#include <lib/types.h>

/*
 * console_write - bring bytes to the console, "\n" made "\r\n". Any context; waits by polling, with
 * CONSOLE_INTERRUPT only when the transmit ring is full.
 */
void console_write(const char *bytes, size_t length);

/*
 * console_write_emergency - send bytes by polling, taking no lock. For panics.
 */
void console_write_emergency(const char *bytes, size_t length);
