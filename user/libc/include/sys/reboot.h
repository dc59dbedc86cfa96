#pragma once

#include <abi/reboot.h>

#define RB_AUTOBOOT LINUX_REBOOT_CMD_RESTART
#define RB_HALT_SYSTEM LINUX_REBOOT_CMD_HALT
#define RB_POWER_OFF LINUX_REBOOT_CMD_POWER_OFF

int reboot(int command);

/* Switch off; the emulator ends with the low byte of `status`. Returns only on failure. */
int poweroff(int status);
