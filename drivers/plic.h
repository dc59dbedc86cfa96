/* Private to drivers/: the interrupt controller as irq.c sees it. */
#pragma once

#include <drivers/plic.h>

/* plic_enable - let a line through to the boot hart. */
void plic_enable(unsigned int irq);
