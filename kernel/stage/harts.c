/*
 * Stage 1: the harts check in, the timer ticks, and what is typed comes back.
 */
#include "show.h"

#include <arch/irq.h>
#include <arch/time.h>
#include <arch/upward.h>
#include <kernel/console.h>
#include <kernel/cpu.h>
#include <kernel/irq.h>
#include <kernel/log.h>
#include <kernel/platform.h>
#include <kernel/power.h>
#include <kernel/time.h>

#define TICKS_SHOWN (CONFIG_HZ / 4)
#define CONTROL_D   0x04

static unsigned int ticks;
static uint64_t next_tick; /* time_now() units */
static volatile bool ticks_seen;

static unsigned int characters;
static volatile bool finished;

/* Each alarm is set from the one before it, so that no tick's delay delays the next. */
static void set_alarm(void)
{
	next_tick += time_frequency() / CONFIG_HZ;
	arch_timer_set(next_tick);
}

void timer_interrupt(void)
{
	if (++ticks == TICKS_SHOWN)
		ticks_seen = true;
	set_alarm();
}

static void show_harts(void)
{
	kprintf("harts: %u of %u have checked in\n", cpu_online_count(), platform.hart_count);
}

static void show_ticks(void)
{
	uint64_t start = time_now();

	next_tick = start;
	set_alarm();
	arch_irq_enable();
	while (!ticks_seen)
		;
	kprintf("ticks: %d in %lu ms\n", TICKS_SHOWN,
		(unsigned long)((time_now() - start) * 1000 / time_frequency()));
}

static void typed(const uint8_t *bytes, size_t count)
{
	for (; count > 0 && !finished; bytes++, count--) {
		finished = *bytes == CONTROL_D;
		if (finished)
			break;
		console_write(*bytes == '\r' ? "\n" : (const char *)bytes, 1);
		characters++;
	}
}

static void show_typing(void)
{
	const char *name;

	kprintf("what you type comes back; ctrl-D switches off\n");
	show_listen(typed);
	show_wait(&finished);
	kprintf("\ntyped: %u characters", characters);
	if (IS_ENABLED(CONFIG_CONSOLE_INTERRUPT))
		kprintf(", %lu interrupts", (unsigned long)irq_count(platform.uart.irq, &name));
	kprintf("; ticks: %u\n", ticks);
}

void show_start(void)
{
	boot_summary();
	show_harts();
	show_ticks();
	if (!IS_ENABLED(CONFIG_POWEROFF_AT_END))
		show_typing();
	power_off(0);
}
