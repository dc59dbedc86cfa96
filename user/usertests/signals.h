/* What the tests of signals share: handlers that take notes, and shorter names for calls. */
#pragma once

#include "usertests.h"

#define RT_SIGNAL 40 /* neither the first nor the last: emulators and C libraries take those */

/* What the handlers below have seen: how many signals, which was the last, the first of them. */
extern volatile sig_atomic_t count, last, order[16], order_length;
extern siginfo_t seen;
extern sigset_t seen_blocked;

void note(int signal);
void note_info(int signal, siginfo_t *info, void *context);

/* handle, handle_info - set a handler, with what it blocks and SA_* flags. */
void handle(int signal, void (*handler)(int), sigset_t mask, int flags);
void handle_info(int signal, void (*handler)(int, siginfo_t *, void *), int flags);

/* set_of - of one signal, or of two. */
static inline sigset_t set_of(int first, int second)
{
	return ABI_SIGMASK(first) | (second ? ABI_SIGMASK(second) : 0);
}

void block(sigset_t set);
void unblock(sigset_t set);
sigset_t blocked_now(void);

/* sleep_for_long - for a child that is going to be killed. */
_Noreturn void sleep_for_long(void);

/* end - kill a child and wait for it. */
void end(pid_t child);
