/*
 * What arch calls upwards: the rest of the kernel provides these.
 */
#pragma once

#include <arch/trap.h>

/* kernel_main - the boot hart enters C: its id, and where the device tree lies. */
__attribute__((noreturn)) void kernel_main(uint32_t hart_id, paddr_t fdt);

/* secondary_main - another hart enters C, as its idle thread. */
__attribute__((noreturn)) void secondary_main(void);

/* thread_begin - a new thread runs for the first time. Interrupts are masked. */
__attribute__((noreturn)) void thread_begin(void);

/* trap_user - a trap other than an interrupt out of user mode. Interrupts are masked. */
void trap_user(struct trap_frame *frame, enum trap_kind kind, uaddr_t address);

/*
 * trap_user_return - the last look before going back to the user. Interrupts are masked, and
 * masked again on return.
 */
void trap_user_return(struct trap_frame *frame);

/*
 * trap_kernel_recover - an access of the kernel to `address` was refused: can it be tried again?
 */
bool trap_kernel_recover(vaddr_t address);

/* trap_kernel_fault - an exception in the kernel. */
__attribute__((noreturn)) void trap_kernel_fault(struct trap_frame *frame, unsigned long cause,
						 vaddr_t address);

/*
 * trap_stack_overflow - a kernel stack has run over: where sp and pc were. On a stack of its own.
 */
__attribute__((noreturn)) void trap_stack_overflow(vaddr_t sp, vaddr_t pc);

/* trap_preempt - an interrupt out of the kernel has been served; may give way to others. */
void trap_preempt(void);

/*
 * code_print - a line with an address of the kernel's code: a return address, or that of an
 * instruction when `exact`. With KALLSYMS it has the function's name, how far into it that is, and
 * the function's size. Any context; takes no lock.
 */
#ifdef CONFIG_KALLSYMS
void code_print(uintptr_t address, bool exact, void (*print)(const char *format, ...));
#else
static inline void code_print(uintptr_t address, bool exact, void (*print)(const char *, ...))
{
	print(exact ? "  pc %lx\n" : "  %lx\n", (unsigned long)address);
}
#endif

/* timer_interrupt, ipi_interrupt, device_interrupt - an interrupt of that kind. */
void timer_interrupt(void);
void ipi_interrupt(void);
void device_interrupt(void);
