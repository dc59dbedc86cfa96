/* The machine's part of a thread on the host: tests say which one runs. */
#pragma once

struct arch_thread {
};

struct thread *arch_thread_current(void);
