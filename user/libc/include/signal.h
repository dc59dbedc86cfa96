#pragma once

#include <abi/signal.h>
#include <sys/types.h>

#define NSIG (ABI_NSIG + 1)

typedef int sig_atomic_t;

int kill(pid_t pid, int signal);
int raise(int signal);
const char *strsignal(int signal);

/* The name of a signal without SIG, "TERM" for 15; NULL for a number that is none. */
const char *sigabbrev_np(int signal);
