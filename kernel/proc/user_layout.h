/*
 * What the kernel puts at the end of a program's address space, from the top down: an unmapped
 * page, the stack, an unmapped page that ends it, and with SIGNALS the page that handlers return
 * by.
 */
#pragma once

#include <arch/mmu.h>
#include <lib/compiler.h>
#include <mm/aspace.h>

#define STACK_TOP   (USER_TOP - PAGE_SIZE)
#define STACK_SIZE  ALIGN_UP((uaddr_t)CONFIG_USER_STACK_KIB * 1024, PAGE_SIZE)
#define SIGNAL_PAGE (STACK_TOP - STACK_SIZE - 2 * PAGE_SIZE)

/* user_stack_add - make the stack of a new program. Returns what aspace_add() does. */
static inline int user_stack_add(struct aspace *aspace)
{
	const struct region stack = {
		.start = STACK_TOP - STACK_SIZE,
		.end = STACK_TOP,
		.rights = REGION_READ | REGION_WRITE,
		.kind = REGION_STACK,
	};

	return aspace_add(aspace, &stack);
}
