/* Input. */
#include "file.h"
#include <errno.h>
#include <lib/compiler.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static unsigned char stdin_buffer[BUFSIZ];

static struct libc_file stdin_file = {
	.fd = 0,
	.can_read = true,
	.standing = true,
	.buffer = stdin_buffer,
	.size = sizeof(stdin_buffer),
};

FILE *const stdin = &stdin_file;

static int begin_read(FILE *file)
{
	if (!file->can_read) {
		errno = EBADF;
		file->failed = true;
		return EOF;
	}
	if (file->writing) {
		stdio_flush(file);
		file->writing = false;
	}
	return 0;
}

/* Fill an empty buffer. Returns false at the end of the file and on errors. */
static bool fill(FILE *file)
{
	ssize_t size;

	if (begin_read(file) != 0)
		return false;
	if (stdout->line_buffered)
		stdio_flush(stdout);
	do
		size = read(file->fd, file->buffer + UNGET_ROOM, file->size - UNGET_ROOM);
	while (size < 0 && errno == EINTR);
	if (size < 0)
		file->failed = true;
	if (size == 0)
		file->at_end = true;
	file->next = UNGET_ROOM;
	file->end = UNGET_ROOM + (size_t)MAX(size, 0);
	return size > 0;
}

int fgetc(FILE *file)
{
	if (file->next >= file->end && !fill(file))
		return EOF;
	return file->buffer[file->next++];
}

int getc(FILE *file)
{
	return fgetc(file);
}

int getchar(void)
{
	return fgetc(stdin);
}

int ungetc(int c, FILE *file)
{
	if (c == EOF || begin_read(file) != 0)
		return EOF;
	if (file->end == 0)
		file->next = file->end = UNGET_ROOM;
	if (file->next == 0)
		return EOF;
	file->buffer[--file->next] = (unsigned char)c;
	file->at_end = false;
	return (unsigned char)c;
}

size_t fread(void *buffer, size_t size, size_t count, FILE *file)
{
	unsigned char *to = buffer;
	size_t left;

	if (size == 0 || __builtin_mul_overflow(size, count, &left))
		return 0;
	while (left > 0) {
		size_t part;

		if (file->next >= file->end && !fill(file))
			break;
		part = MIN(left, file->end - file->next);
		memcpy(to, file->buffer + file->next, part);
		file->next += part;
		to += part;
		left -= part;
	}
	return (size_t)(to - (unsigned char *)buffer) / size;
}

char *fgets(char *buffer, int size, FILE *file)
{
	char *to = buffer;

	while (--size > 0) {
		int c = fgetc(file);

		if (c == EOF && (to == buffer || ferror(file)))
			return NULL;
		if (c == EOF)
			break;
		*to++ = (char)c;
		if (c == '\n')
			break;
	}
	*to = '\0';
	return buffer;
}

/* Make room for `needed` bytes. */
static bool line_reserve(char **line, size_t *size, size_t needed)
{
	size_t wanted = MAX(*size, (size_t)64);
	char *bigger;

	if (*line != NULL && *size >= needed)
		return true;
	while (wanted < needed)
		wanted *= 2;
	bigger = realloc(*line, wanted);
	if (bigger == NULL)
		return false;
	*line = bigger;
	*size = wanted;
	return true;
}

ssize_t getdelim(char **line, size_t *size, int delimiter, FILE *file)
{
	size_t length = 0;
	bool found = false;

	if (*line == NULL)
		*size = 0;
	while (!found) {
		unsigned char *from, *stop;
		size_t part;

		if (file->next >= file->end && !fill(file))
			break;
		from = file->buffer + file->next;
		part = file->end - file->next;
		stop = memchr(from, delimiter, part);
		found = stop != NULL;
		if (found)
			part = (size_t)(stop - from) + 1;
		if (!line_reserve(line, size, length + part + 1)) {
			file->failed = true;
			return -1;
		}
		memcpy(*line + length, from, part);
		file->next += part;
		length += part;
	}
	if (length == 0)
		return -1;
	(*line)[length] = '\0';
	return (ssize_t)length;
}

ssize_t getline(char **line, size_t *size, FILE *file)
{
	return getdelim(line, size, '\n', file);
}
