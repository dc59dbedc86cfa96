/*
 * The machine's part of a thread: its saved registers and its way into and out of the kernel. A
 * struct thread begins with a struct arch_thread.
 */
#pragma once

#include <lib/types.h>

struct thread;
struct trap_frame;

#include <arch/impl/thread.h>

/* arch_thread_current - the running thread: kept in a register while in the kernel. */
static inline struct thread *arch_thread_current(void);

/*
 * arch_thread_init - prepare a new thread to start in thread_begin() on the stack that ends at
 * `stack_top`; one with a `user` side gets an empty frame.
 */
void arch_thread_init(struct arch_thread *thread, vaddr_t stack_top, bool user);

/*
 * arch_thread_switch - save the running thread and go on where `next` left off. Returns when
 * somebody switches back. Interrupts are masked.
 */
void arch_thread_switch(struct arch_thread *previous, struct arch_thread *next);

/* arch_thread_frame - where the user's registers of a thread stand while it is in the kernel. */
static inline struct trap_frame *arch_thread_frame(struct arch_thread *thread);
