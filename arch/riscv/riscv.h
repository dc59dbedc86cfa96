/* What the files of arch/riscv share among themselves. */
#pragma once

#include <arch/upward.h>

/* Entry points in assembly. */
extern char riscv_trap_entry[];

/* Called by the entry points. Interrupts are masked. */
void riscv_trap_from_kernel(struct trap_frame *frame);
void riscv_trap_from_user(struct trap_frame *frame);
void riscv_before_user(struct trap_frame *frame);

/* riscv_interrupt - serve the interrupt that scause names. */
void riscv_interrupt(reg_t cause);

/* riscv_software_interrupt - a supervisor software interrupt came: find out what for. */
void riscv_software_interrupt(void);

/*
 * riscv_timer_quiet - stop the timer interrupt that is being served from coming again before the
 * next arch_timer_set(). It is masked, not put off to the end of time: an emulator that skips idle
 * time (QEMU's -icount) would go there.
 */
void riscv_timer_quiet(void);
