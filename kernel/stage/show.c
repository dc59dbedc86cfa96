#include "show.h"

#include <kernel/log.h>
#include <kernel/power.h>

static volatile bool pressed;
static volatile uint8_t key;

static void typed(const uint8_t *bytes, size_t count)
{
	key = bytes[0];
	pressed = true;
}

uint8_t show_key(void)
{
	pressed = false;
	show_listen(typed);
	show_wait(&pressed);
	return key;
}

void show_fail(const char *what, int error)
{
	kprintf("%s: error %d\n", what, -error);
	power_off(1);
}

void show_end(void)
{
	if (!IS_ENABLED(CONFIG_POWEROFF_AT_END)) {
		kprintf("a key switches off\n");
		show_key();
	}
	power_off(0);
}
