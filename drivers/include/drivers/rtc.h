/* The goldfish real-time clock. */
#pragma once

#ifdef CONFIG_RTC
/* rtc_init - set the wall clock (time_wall_set()) from the device, if there is one. At start-up. */
void rtc_init(void);
#else
static inline void rtc_init(void)
{
}
#endif
