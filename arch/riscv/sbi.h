/*
 * Calls to the SBI firmware (RISC-V SBI specification, chapter 3).
 */
#pragma once

#include <lib/types.h>

#define SBI_EXT_TIME 0x54494d45
#define SBI_EXT_IPI 0x735049
#define SBI_EXT_HSM 0x48534d
#define SBI_EXT_RESET 0x53525354

/* sbi_call - call a function of an extension. Returns the SBI error, 0 being success. */
long sbi_call(unsigned long extension, unsigned long function, reg_t a0, reg_t a1, reg_t a2);
