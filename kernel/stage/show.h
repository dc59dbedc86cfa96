/*
 * Private to kernel/stage: what the shows share. A show runs on the boot hart, or with a scheduler
 * in a thread of its own; the end of it is the end of the machine.
 */
#pragma once

#include "stage.h"

#include <lib/compiler.h>
#include <lib/types.h>

/*
 * show_listen - give what is typed to `typed` from now on, at most 16 bytes at a time: in interrupt
 * context, or with CONSOLE_POLLED inside show_wait(). Nobody else gets any of it then.
 */
void show_listen(void (*typed)(const uint8_t *bytes, size_t count));

/* show_wait - serve interrupts until `*done`, which an interrupt or typed() sets. */
void show_wait(const volatile bool *done);

/* show_in_thread - let a thread run the show. */
void show_in_thread(void (*show)(void *unused));

/* show_key - wait for a key. Returns its byte. */
uint8_t show_key(void);

/* show_mount - mount the root file system, or give up. In a thread. */
void show_mount(void);

/* show_fail - say what is missing, and switch the machine off with status 1. */
__noreturn void show_fail(const char *what, int error);

/* show_end - wait for a key, unless the machine is to go off at once; then switch it off. */
__noreturn void show_end(void);
