/*
 * One hart: nobody interrupts it but devices and the timer.
 */
#include <arch/upward.h>

void ipi_interrupt(void)
{
}
