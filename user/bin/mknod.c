/* mknod: make a device node. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: mknod NAME c|b MAJOR MINOR\n"
			"       mknod NAME p\n");
	exit(2);
}

static unsigned int number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 0);

	if (*text == '\0' || *end != '\0' || value > 0xfffff)
		errx(1, "bad device number '%s'", text);
	return (unsigned int)value;
}

int main(int argc, char **argv)
{
	dev_t device = 0;
	mode_t type;

	if (getopt(argc, argv, "") != -1)
		usage();
	argc -= optind;
	argv += optind;
	if (argc == 2 && strcmp(argv[1], "p") == 0)
		type = S_IFIFO;
	else if (argc == 4 && (strcmp(argv[1], "c") == 0 || strcmp(argv[1], "u") == 0))
		type = S_IFCHR;
	else if (argc == 4 && strcmp(argv[1], "b") == 0)
		type = S_IFBLK;
	else
		usage();
	if (argc == 4)
		device = makedev(number(argv[2]), number(argv[3]));
	if (mknod(argv[0], type | 0666, device) < 0)
		err(1, "%s", argv[0]);
	return 0;
}
