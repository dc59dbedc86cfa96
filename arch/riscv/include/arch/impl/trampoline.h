/*
 * The save area of a hart under KERNEL_MAP_ISOLATED: the one piece of memory that both the user's
 * page table and the kernel's know at the same address, besides the trampoline's code.
 */
#pragma once

#define SAVE_SP 0           /* the user's sp, t0 and tp while crossing */
#define SAVE_T0 8
#define SAVE_TP 16
#define SAVE_KERNEL_SATP 24
#define SAVE_KERNEL_SP 32   /* where the frame of the current thread begins */
#define SAVE_ENTRY 40       /* isolated_entry */
#define SAVE_THREAD 48      /* the current thread */
#define SAVE_USER_SATP 56   /* its page table */
#define SAVE_SIZE 64

#ifndef __ASSEMBLER__
#include <arch/impl/layout.h>
#include <arch/mmu.h>
#include <lib/types.h>

struct trampoline_save {
	reg_t sp;
	reg_t t0;
	reg_t tp;
	reg_t kernel_satp;
	reg_t kernel_sp;
	reg_t entry;
	reg_t thread;
	reg_t user_satp;
};

_Static_assert(sizeof(struct trampoline_save) == SAVE_SIZE, "layout");
_Static_assert(offsetof(struct trampoline_save, user_satp) == SAVE_USER_SATP, "layout");
_Static_assert(CONFIG_NR_HARTS * SAVE_SIZE <= PAGE_SIZE, "all save areas are on one page");

/* Where all tables map the save areas: the page before the trampoline. */
#define SAVE_WINDOW (TRAMPOLINE - PAGE_SIZE)

#endif
