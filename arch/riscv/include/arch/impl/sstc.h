/*
 * Has the hart got the Sstc extension, and may the supervisor use it?
 */
#pragma once

#include <lib/string.h>
#include <lib/types.h>

#ifdef CONFIG_BOOT_MMODE
extern uint8_t machine_has_sstc; /* written in machine mode, before the bss is cleared */

static inline bool riscv_sstc_usable(const char *isa)
{
	return machine_has_sstc != 0;
}
#else
/* The firmware has opened the register to us when it left the extension in the tree's string. */
static inline bool riscv_sstc_usable(const char *isa)
{
	for (; isa && *isa; isa++)
		if (strncmp(isa, "_sstc", 5) == 0)
			return true;
	return false;
}
#endif
