/* Dates against the host's, from the year 1000 to 3000. */
#include "check.h"
#include <string.h>
#include <time.h>

struct tm *our_gmtime_r(const time_t *time, struct tm *fields);
time_t our_timegm(struct tm *fields);
size_t our_strftime(char *buffer, size_t size, const char *format, const struct tm *fields);
#undef gmtime_r
#undef strftime
extern struct tm *gmtime_r(const time_t *time, struct tm *fields);
extern size_t strftime(char *buffer, size_t size, const char *format, const struct tm *fields);

static const char all[] = "%a %A %b %B %c %C %d %D %e %F %g %G %h %H %I %j %k %l %m %M %n %p %r "
			  "%R %S %t %T %u %U %V %w %W %x %X %y %Y %z %%";

static void compare(time_t time)
{
	struct tm ours, hosts;
	char text[400], host_text[400];

	our_gmtime_r(&time, &ours);
	gmtime_r(&time, &hosts);
	CHECK(ours.tm_sec == hosts.tm_sec && ours.tm_min == hosts.tm_min &&
		      ours.tm_hour == hosts.tm_hour && ours.tm_mday == hosts.tm_mday &&
		      ours.tm_mon == hosts.tm_mon && ours.tm_year == hosts.tm_year &&
		      ours.tm_wday == hosts.tm_wday && ours.tm_yday == hosts.tm_yday,
	      "%ld", (long)time);
	our_strftime(text, sizeof(text), all, &ours);
	strftime(host_text, sizeof(host_text), all, &hosts);
	CHECK(strcmp(text, host_text) == 0, "%s\n%s", text, host_text);
	CHECK(our_timegm(&ours) == time, "timegm of %ld", (long)time);
}

int main(void)
{
	time_t time;

	for (time = -30600000000; time < 32500000000; time += 86400 * 13 + 12345)
		compare(time);
	for (time = -100000; time < 100000; time += 777)
		compare(time);
	return 0;
}
