/*
 * What a panic adds to its message: who it hit, registers, return addresses.
 */
#pragma once

#include <arch/trap.h>

#ifdef CONFIG_PANIC_REGISTERS
/* panic_where - the hart, the thread and the return addresses from frame pointer `fp` on. */
void panic_where(uintptr_t fp, void (*print)(const char *format, ...));

/* panic_registers - all registers of a frame, then the same. */
void panic_registers(const struct trap_frame *frame, void (*print)(const char *format, ...));
#else
static inline void panic_where(uintptr_t fp, void (*print)(const char *format, ...))
{
}

static inline void panic_registers(const struct trap_frame *frame,
				   void (*print)(const char *format, ...))
{
}
#endif
