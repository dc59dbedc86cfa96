/* sync: return when everything written, or the named files, are on the disk. */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int sync_file(const char *path)
{
	int fd = open(path, O_RDONLY), result;

	result = fd < 0 ? -1 : fsync(fd);
	if (result < 0)
		warn("%s", path);
	if (fd >= 0)
		close(fd);
	return result < 0;
}

int main(int argc, char **argv)
{
	int status = 0;

	if (getopt(argc, argv, "") != -1) {
		fprintf(stderr, "usage: sync [FILE]...\n");
		return 2;
	}
	if (optind == argc)
		sync();
	for (; optind < argc; optind++)
		status |= sync_file(argv[optind]);
	return status;
}
