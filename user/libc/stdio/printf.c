/* The printf family: the shared formatter with sinks for streams, descriptors and strings. */
#include "file.h"
#include "printf.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void stream_sink(void *context, const char *bytes, size_t size)
{
	stdio_put(context, bytes, size);
}

/* Output that goes to a descriptor is gathered, so that a short message is one write. */
struct gather {
	int fd;
	bool failed;
	size_t used;
	char bytes[256];
};

static void gather_flush(struct gather *gather)
{
	size_t done = 0;

	while (done < gather->used && !gather->failed) {
		ssize_t written = write(gather->fd, gather->bytes + done, gather->used - done);

		if (written >= 0)
			done += (size_t)written;
		else if (errno != EINTR)
			gather->failed = true;
	}
	gather->used = 0;
}

static void gather_sink(void *context, const char *bytes, size_t size)
{
	struct gather *gather = context;

	while (size > 0) {
		size_t part = MIN(size, sizeof(gather->bytes) - gather->used);

		memcpy(gather->bytes + gather->used, bytes, part);
		gather->used += part;
		bytes += part;
		size -= part;
		if (gather->used == sizeof(gather->bytes))
			gather_flush(gather);
	}
}

int vdprintf(int fd, const char *format, va_list arguments)
{
	struct gather gather = { .fd = fd };
	int length = libc_format(gather_sink, &gather, format, arguments);

	gather_flush(&gather);
	return gather.failed ? -1 : length;
}

int vfprintf(FILE *file, const char *format, va_list arguments)
{
	bool failed_before = file->failed;
	int length;

	if (stdio_begin_write(file) != 0)
		return -1;
	if (file->unbuffered)
		return vdprintf(file->fd, format, arguments);
	file->failed = false;
	length = libc_format(stream_sink, file, format, arguments);
	if (file->failed)
		return -1;
	file->failed = failed_before;
	return length;
}

int vprintf(const char *format, va_list arguments)
{
	return vfprintf(stdout, format, arguments);
}

int printf(const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vfprintf(stdout, format, arguments);
	va_end(arguments);
	return length;
}

int fprintf(FILE *file, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vfprintf(file, format, arguments);
	va_end(arguments);
	return length;
}

int dprintf(int fd, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vdprintf(fd, format, arguments);
	va_end(arguments);
	return length;
}
