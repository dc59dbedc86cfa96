/* uptime: how long the system has been up. */
#include <stdio.h>
#include <sys/sysinfo.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

static void print_duration(long seconds)
{
	long days = seconds / 86400, hours = seconds / 3600 % 24, minutes = seconds / 60 % 60;

	if (days > 0)
		printf("%ld day%s, ", days, days == 1 ? "" : "s");
	if (hours > 0 || days > 0)
		printf("%ld:%02ld", hours, minutes);
	else if (minutes > 0)
		printf("%ld min", minutes);
	else
		printf("%ld s", seconds);
}

int main(int argc, char **argv)
{
	struct sysinfo info;
	time_t now = time(NULL);
	struct tm *fields = gmtime(&now);

	if (getopt(argc, argv, "") != -1 || optind < argc) {
		fprintf(stderr, "usage: uptime\n");
		return 2;
	}
	if (now >= 0)
		printf(" %02d:%02d:%02d ", fields->tm_hour, fields->tm_min, fields->tm_sec);
	printf("up ");
	if (sysinfo(&info) == 0) {
		print_duration(info.uptime);
		printf(", %d process%s", info.procs, info.procs == 1 ? "" : "es");
	} else {
		print_duration(uptime() / ABI_CLOCK_TICKS_PER_SECOND);
	}
	printf(", %d hart%s\n", get_nprocs(), get_nprocs() == 1 ? "" : "s");
	return 0;
}
