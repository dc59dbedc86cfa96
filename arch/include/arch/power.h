/*
 * Power by way of the firmware.
 */
#pragma once

#include <lib/types.h>

#ifdef CONFIG_BOOT_SBI
/* arch_firmware_power - ask the firmware to restart the machine or switch it off. May return. */
void arch_firmware_power(bool restart);
#else
static inline void arch_firmware_power(bool restart)
{
}
#endif
