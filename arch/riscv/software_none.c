/*
 * One hart and a timer of its own: nobody raises software interrupts.
 */
#include "riscv.h"

void riscv_software_interrupt(void)
{
}
