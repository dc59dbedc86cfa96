/* The machine's part of a thread on the host, see fs/host/thread.c. */
#pragma once

#include <pthread.h>

struct thread;

struct arch_thread {
	pthread_t thread;
	pthread_cond_t turn;
};

struct thread *arch_thread_current(void);
