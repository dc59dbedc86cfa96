/* cat: files to the output. */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char buffer[32768];

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: cat [-nu] [FILE]...\n");
	exit(2);
}

static void write_all(const char *bytes, ssize_t size)
{
	while (size > 0) {
		ssize_t written = write(1, bytes, (size_t)size);

		if (written < 0 && errno != EINTR)
			err(1, "write error");
		if (written > 0) {
			bytes += written;
			size -= written;
		}
	}
}

static bool copy(int fd)
{
	ssize_t size;

	while ((size = read(fd, buffer, sizeof(buffer))) != 0) {
		if (size > 0)
			write_all(buffer, size);
		else if (errno != EINTR)
			return false;
	}
	return true;
}

/* Numbers run on from file to file. */
static bool copy_numbered(int fd)
{
	static int line;
	static bool within;
	ssize_t size, i;

	while ((size = read(fd, buffer, sizeof(buffer))) > 0) {
		for (i = 0; i < size; i++) {
			if (!within)
				printf("%6d\t", ++line);
			putchar(buffer[i]);
			within = buffer[i] != '\n';
		}
	}
	if (fflush(stdout) != 0)
		err(1, "write error");
	return size == 0;
}

static int cat(const char *path, bool numbered)
{
	int fd = strcmp(path, "-") == 0 ? 0 : open(path, O_RDONLY);
	bool done = fd >= 0 && (numbered ? copy_numbered(fd) : copy(fd));

	if (!done)
		warn("%s", path);
	if (fd > 0)
		close(fd);
	return done ? 0 : 1;
}

int main(int argc, char **argv)
{
	bool numbered = false;
	int option, status = 0;

	while ((option = getopt(argc, argv, "nu")) != -1) {
		if (option == 'n')
			numbered = true;
		else if (option != 'u')
			usage();
	}
	if (optind == argc)
		return cat("-", numbered);
	for (; optind < argc; optind++)
		status |= cat(argv[optind], numbered);
	return status;
}
