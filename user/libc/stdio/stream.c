/*
 * Streams: making, flushing and closing them. What lies between two calls is told in file.h. The
 * list of streams begins with stdout; the others join it when they are opened. stdin is in no list,
 * because there is nothing of it to write out.
 */
#include "file.h"
#include "../internal.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static unsigned char stdout_buffer[BUFSIZ];

static struct libc_file stdout_file = {
	.fd = 1,
	.can_write = true,
	.mode_open = true,
	.standing = true,
	.buffer = stdout_buffer,
	.size = sizeof(stdout_buffer),
};

static struct libc_file stderr_file = {
	.fd = 2,
	.can_write = true,
	.unbuffered = true,
	.standing = true,
};

FILE *const stdout = &stdout_file;
FILE *const stderr = &stderr_file;

struct libc_file *stdio_streams = &stdout_file;

/* The whole buffer goes out, or the error is noted and the rest is dropped. */
static int write_all(FILE *file, const unsigned char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t written = write(file->fd, bytes, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0) {
			file->failed = true;
			return EOF;
		}
		bytes += written;
		size -= (size_t)written;
	}
	return 0;
}

int stdio_flush(FILE *file)
{
	size_t size = file->next;

	if (!file->writing)
		return 0;
	file->next = 0;
	return write_all(file, file->buffer, size);
}

/* A reader gives up what it read ahead, so that the descriptor stands where the program is. */
static void drop_input(FILE *file)
{
	if (file->end > file->next)
		lseek(file->fd, -(off_t)(file->end - file->next), SEEK_CUR);
	file->next = 0;
	file->end = 0;
}

int stdio_begin_write(FILE *file)
{
	if (file->writing)
		return 0;
	if (!file->can_write) {
		errno = EBADF;
		file->failed = true;
		return EOF;
	}
	drop_input(file);
	file->writing = true;
	if (file->mode_open) {
		file->mode_open = false;
		file->line_buffered = isatty(file->fd);
	}
	return 0;
}

void stdio_put(FILE *file, const void *bytes, size_t size)
{
	const unsigned char *line;

	if (file->unbuffered) {
		write_all(file, bytes, size);
		return;
	}
	if (size > file->size - file->next) {
		stdio_flush(file);
		if (size >= file->size) {
			write_all(file, bytes, size);
			return;
		}
	}
	memcpy(file->buffer + file->next, bytes, size);
	file->next += size;
	line = file->line_buffered ? memchr(bytes, '\n', size) : NULL;
	if (line != NULL)
		stdio_flush(file);
}

int fflush(FILE *file)
{
	struct libc_file *each;
	int result = 0;

	if (file != NULL) {
		if (!file->writing)
			drop_input(file);
		return stdio_flush(file);
	}
	for (each = stdio_streams; each != NULL; each = each->link)
		if (stdio_flush(each) != 0)
			result = EOF;
	return result;
}

int stdio_close_all(int status)
{
	fflush(NULL);
	if (status != 0 || !stdout->failed)
		return status;
	/* What the program had to say is lost, and it believes that all went well. */
	dprintf(2, "%s: write error: %s\n", program_invocation_short_name, strerror(errno));
	return 1;
}

int feof(FILE *file)
{
	return file->at_end;
}

int ferror(FILE *file)
{
	return file->failed;
}

void clearerr(FILE *file)
{
	file->at_end = false;
	file->failed = false;
}

int fileno(FILE *file)
{
	return file->fd;
}

int setvbuf(FILE *file, char *buffer, int mode, size_t size)
{
	if (mode < _IOFBF || mode > _IONBF || file->next != 0 || file->end != 0) {
		errno = EINVAL;
		return -1;
	}
	file->mode_open = false;
	file->line_buffered = mode == _IOLBF;
	file->unbuffered = mode == _IONBF && !file->can_read;
	if (buffer != NULL && size > UNGET_ROOM) {
		file->buffer = (unsigned char *)buffer;
		file->size = size;
	}
	return 0;
}

void setbuf(FILE *file, char *buffer)
{
	setvbuf(file, buffer, buffer == NULL ? _IONBF : _IOFBF, BUFSIZ);
}

void setlinebuf(FILE *file)
{
	setvbuf(file, NULL, _IOLBF, 0);
}
