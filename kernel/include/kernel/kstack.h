/*
 * Kernel stacks. What memory management there is provides them: mm/kstack.c maps them with an
 * unmapped page before each; without paging only the harts have stacks, and those are static.
 */
#pragma once

#include <arch/thread.h>
#include <lib/types.h>

/*
 * kstack_alloc - a stack of KSTACK_SIZE bytes. Returns the address just behind it, or 0 without
 * memory. Any context; never sleeps.
 */
vaddr_t kstack_alloc(void);

/* kstack_free - give back the stack that ends at `top`; nobody runs on it. Any context. */
void kstack_free(vaddr_t top);

/*
 * kstack_sync - make sure that this hart knows of all stacks handed out so far. Interrupts are
 * masked. Called before a thread is switched to.
 */
void kstack_sync(void);

/*
 * kstack_resync - did a kernel access to `address` fail only because this hart had not heard of a
 * new stack? Then it has now, and the access can be tried again. In the trap.
 */
#ifdef CONFIG_MMU
bool kstack_resync(vaddr_t address);
#else
static inline bool kstack_resync(vaddr_t address)
{
	return false;
}
#endif

/* kstack_for_idle - the stack a hart starts on. Returns the address just behind it, or 0. */
#ifdef CONFIG_MMU
static inline vaddr_t kstack_for_idle(unsigned int index)
{
	return kstack_alloc();
}
#else
extern char boot_stacks[];

static inline vaddr_t kstack_for_idle(unsigned int index)
{
	return (vaddr_t)boot_stacks + (index + 1) * (vaddr_t)KSTACK_SIZE;
}
#endif
