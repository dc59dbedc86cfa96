/* date: the time, in a form of one's choice. */
#include "when.h"
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: date [-u] [-d DATE | -r FILE] [+FORMAT]\n");
	exit(2);
}

static time_t time_of_file(const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0)
		err(1, "%s", path);
	return status.st_mtime;
}

int main(int argc, char **argv)
{
	const char *format = "%a %b %e %H:%M:%S UTC %Y";
	time_t now = time(NULL);
	char text[1024];
	int option;

	while ((option = getopt(argc, argv, "d:r:u")) != -1) {
		if (option == 'd') {
			if (!when_parse(optarg, &now))
				errx(1, "invalid date '%s'", optarg);
		} else if (option == 'r') {
			now = time_of_file(optarg);
		} else if (option != 'u') {
			usage();
		}
	}
	if (argc - optind > 1 || (optind < argc && argv[optind][0] != '+'))
		usage();
	if (optind < argc)
		format = argv[optind] + 1;
	if (*format != '\0' && strftime(text, sizeof(text), format, gmtime(&now)) == 0)
		errx(1, "the format is too long");
	puts(*format == '\0' ? "" : text);
	return 0;
}
