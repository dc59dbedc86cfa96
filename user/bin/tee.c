/* tee: the input to the output and to files. */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define OUTPUTS_MAX 16

static struct {
	const char *name;
	int fd; /* -1: writing failed, and that has been said */
} outputs[OUTPUTS_MAX] = { { "output", 1 } };

static int output_count = 1, status;

static void write_all(int index, const char *bytes, ssize_t size)
{
	while (size > 0 && outputs[index].fd >= 0) {
		ssize_t written = write(outputs[index].fd, bytes, (size_t)size);

		if (written < 0 && errno != EINTR) {
			warn("%s", outputs[index].name);
			outputs[index].fd = -1;
			status = 1;
		}
		if (written > 0) {
			bytes += written;
			size -= written;
		}
	}
}

static void open_outputs(char **names, int flags)
{
	for (; *names != NULL; names++) {
		int fd = open(*names, flags, 0666);

		if (fd < 0) {
			warn("%s", *names);
			status = 1;
		} else if (output_count < OUTPUTS_MAX) {
			outputs[output_count].name = *names;
			outputs[output_count++].fd = fd;
		} else {
			errx(1, "too many files");
		}
	}
}

int main(int argc, char **argv)
{
	static char buffer[8192];
	int flags = O_WRONLY | O_CREAT | O_TRUNC, option, i;
	ssize_t size;

	while ((option = getopt(argc, argv, "ai")) != -1) {
		if (option == 'a')
			flags = O_WRONLY | O_CREAT | O_APPEND;
		if (option == '?') {
			fprintf(stderr, "usage: tee [-ai] [FILE]...\n");
			return 2;
		}
	}
	open_outputs(argv + optind, flags);
	while ((size = read(0, buffer, sizeof(buffer))) != 0) {
		if (size < 0 && errno != EINTR)
			err(1, "input");
		for (i = 0; i < output_count && size > 0; i++)
			write_all(i, buffer, size);
	}
	return status;
}
