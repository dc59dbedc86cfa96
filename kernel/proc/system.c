/*
 * The end of the system, whoever wishes for it.
 */
#include "calls.h"

#include <fs/fs.h>
#include <kernel/power.h>

static void make_durable(void)
{
	if (IS_ENABLED(CONFIG_FS))
		fs_shutdown();
}

void system_stop(unsigned int status)
{
	make_durable();
	power_off(status);
}

void system_restart(void)
{
	make_durable();
	power_reset();
}
