#include "sbi.h"

#include <arch/power.h>

long sbi_call(unsigned long extension, unsigned long function, reg_t arg0, reg_t arg1, reg_t arg2)
{
	register reg_t a0 __asm__("a0") = arg0;
	register reg_t a1 __asm__("a1") = arg1;
	register reg_t a2 __asm__("a2") = arg2;
	register reg_t a6 __asm__("a6") = function;
	register reg_t a7 __asm__("a7") = extension;

	__asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
	return (long)a0;
}

void arch_firmware_power(bool restart)
{
	sbi_call(SBI_EXT_RESET, 0, restart, 0, 0);
}
