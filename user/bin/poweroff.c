/* poweroff: write everything to the disk and switch off. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/reboot.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int status = 0;
	char *end;

	if (getopt(argc, argv, "") != -1 || argc - optind > 1) {
		fprintf(stderr, "usage: poweroff [STATUS]\n");
		return 2;
	}
	if (optind < argc) {
		status = (int)strtoul(argv[optind], &end, 10);
		if (*end != '\0' || status > 255)
			errx(2, "bad status '%s'", argv[optind]);
	}
	sync();
	poweroff(status);
	err(1, "cannot switch off");
}
