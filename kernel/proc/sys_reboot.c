/*
 * The end of the system, at the wish of a program.
 */
#include "calls.h"

#include <abi/errno.h>
#include <abi/reboot.h>
#include <lib/types.h>

static bool magic_is_good(uint32_t magic1, uint32_t magic2)
{
	return magic1 == LINUX_REBOOT_MAGIC1 &&
	       (magic2 == LINUX_REBOOT_MAGIC2 || magic2 == LINUX_REBOOT_MAGIC2A ||
		magic2 == LINUX_REBOOT_MAGIC2B || magic2 == LINUX_REBOOT_MAGIC2C);
}

long sys_reboot(kind_hex magic1, kind_hex magic2, kind_hex command, kind_hex argument)
{
	if (!magic_is_good((uint32_t)magic1, (uint32_t)magic2))
		return -EINVAL;
	switch ((uint32_t)command) {
	case LINUX_REBOOT_CMD_POWER_OFF:
	case LINUX_REBOOT_CMD_HALT:
		system_stop((unsigned int)argument & 0xff);
	case LINUX_REBOOT_CMD_RESTART:
		system_restart();
	case LINUX_REBOOT_CMD_CAD_ON:
	case LINUX_REBOOT_CMD_CAD_OFF:
		return 0;
	default:
		return -EINVAL;
	}
}
