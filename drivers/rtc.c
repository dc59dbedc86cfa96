/*
 * The goldfish real-time clock: nanoseconds since 1970 in two registers. Reading the lower one
 * latches the upper. It is read once; from then on the kernel's own counter tells the time.
 */
#include <arch/io.h>
#include <arch/mmu.h>
#include <drivers/rtc.h>
#include <kernel/platform.h>
#include <kernel/time.h>

#define TIME_LOW 0x00
#define TIME_HIGH 0x04

void rtc_init(void)
{
	vaddr_t base = (vaddr_t)phys_to_virt(platform.rtc.base);
	uint64_t low, high;

	if (platform.rtc.base == 0)
		return;
	low = io_read32(base + TIME_LOW);
	high = io_read32(base + TIME_HIGH);
	time_wall_set(high << 32 | low);
}
