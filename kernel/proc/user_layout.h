/*
 * What the kernel puts at the end of a program's address space, from the top down: an unmapped
 * page, the stack, an unmapped page that ends it, and with SIGNALS the page that handlers return
 * by.
 */
#pragma once

#include <arch/mmu.h>
#include <lib/compiler.h>

#define STACK_TOP   (USER_TOP - PAGE_SIZE)
#define STACK_SIZE  ALIGN_UP((uaddr_t)CONFIG_USER_STACK_KIB * 1024, PAGE_SIZE)
#define SIGNAL_PAGE (STACK_TOP - STACK_SIZE - 2 * PAGE_SIZE)
