/*
 * Traps: how the kernel is entered, and what the entry tells the rest of it.
 */
#pragma once

#include <arch/thread.h>
#include <lib/compiler.h>
#include <lib/types.h>

/* Why a program stopped, in words that do not depend on the machine. */
enum trap_kind {
	TRAP_SYSCALL,
	TRAP_PAGE_READ,    /* not mapped, or not so: `address` says where */
	TRAP_PAGE_WRITE,
	TRAP_PAGE_EXECUTE,
	TRAP_ACCESS,       /* physical memory that is not there */
	TRAP_MISALIGNED,
	TRAP_ILLEGAL,      /* instruction */
	TRAP_BREAKPOINT,
	TRAP_UNKNOWN,
};

/* arch_trap_init - let traps of this hart come to the kernel. On each hart, with traps masked. */
void arch_trap_init(void);

/* arch_trap_sources_enable - open the timer, inter-hart and device interrupts of this hart. */
void arch_trap_sources_enable(void);

/*
 * arch_user_enter - leave the kernel for the user registers in the current thread's frame; the
 * kernel stack is empty afterwards. Does not return.
 */
__attribute__((noreturn)) void arch_user_enter(void);

/* Set up, read and change the user's registers. */
void arch_frame_init(struct trap_frame *frame, uaddr_t pc, uaddr_t sp);
static inline long arch_frame_syscall_number(const struct trap_frame *frame);
static inline const reg_t *arch_frame_arguments(const struct trap_frame *frame);
static inline uaddr_t arch_frame_pc(const struct trap_frame *frame);
static inline void arch_frame_set_result(struct trap_frame *frame, long result);
static inline void arch_frame_set_sp(struct trap_frame *frame, uaddr_t sp);
static inline void arch_frame_set_tls(struct trap_frame *frame, uaddr_t tls);
static inline uaddr_t arch_frame_sp(const struct trap_frame *frame);

/* arch_frame_call_again - make the call just made once more; its first argument was `first`. */
static inline void arch_frame_call_again(struct trap_frame *frame, reg_t first);
static inline void arch_frame_set_syscall_number(struct trap_frame *frame, long number);

/*
 * arch_frame_registers - the general registers as the ABI's signal frame has them, pc first:
 * ARCH_FRAME_REGISTERS words, with which a program may do as it likes.
 */
static inline reg_t *arch_frame_registers(struct trap_frame *frame);

/* arch_frame_enter - let the program enter a function of three arguments that returns to `back`. */
static inline void arch_frame_enter(struct trap_frame *frame, uaddr_t function, uaddr_t sp,
				    uaddr_t back, const reg_t arguments[3]);

/* ARCH_SIGRETURN_CODE - instructions, as 32-bit words, that make the call rt_sigreturn. */

/* arch_hwcap - what AT_HWCAP tells programs of the machine. */
static inline unsigned long arch_hwcap(void);

/*
 * arch_frame_print - hand all registers of the frame to `print`, a line at a time.
 * arch_backtrace_print - likewise the return addresses from frame pointer `fp` on, where frame
 * pointers are kept.
 * arch_backtrace - put up to `count` of these into `addresses`. Returns how many there are.
 */
void arch_frame_print(const struct trap_frame *frame, void (*print)(const char *format, ...));
void arch_backtrace_print(uintptr_t fp, void (*print)(const char *format, ...));
unsigned int arch_backtrace(uintptr_t fp, uintptr_t *addresses, unsigned int count);

/* arch_frame_fp - the frame pointer in the frame. */
static inline uintptr_t arch_frame_fp(const struct trap_frame *frame);

#include <arch/impl/trap.h>
