/*
 * The end of the machine's life; drivers/power.c provides it.
 */
#pragma once

#include <lib/compiler.h>

/*
 * power_off - switch the machine off. `status` (0 to 65535) becomes QEMU's exit status. Takes no
 * lock but the UART's, and after a panic not even that; any context.
 */
__noreturn void power_off(unsigned int status);

/* power_reset - start the machine anew. */
__noreturn void power_reset(void);

/* What QEMU exits with after a panic, or a start that came to nothing. */
#define POWER_STATUS_PANIC 125
