#include "show.h"

#include <kernel/cpu.h>
#include <kernel/log.h>
#include <kernel/platform.h>
#include <kernel/power.h>
#include <kernel/time.h>

#define SECONDS_WAITED 10 /* for harts */

static volatile bool pressed;
static volatile uint8_t key;

void show_await_harts(void)
{
	uint64_t deadline = time_now() + SECONDS_WAITED * time_frequency();

	while (cpu_online_count() < platform.hart_count && time_now() < deadline)
		;
}

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
