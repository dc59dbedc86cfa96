/* Streams that are opened and closed. */
#include "file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The flags of open() for a mode such as "r+" or "wx"; -1 when it makes no sense. */
static int mode_flags(const char *mode)
{
	int flags;

	if (*mode == 'r')
		flags = O_RDONLY;
	else if (*mode == 'w')
		flags = O_WRONLY | O_CREAT | O_TRUNC;
	else if (*mode == 'a')
		flags = O_WRONLY | O_CREAT | O_APPEND;
	else
		return -1;
	if (strchr(mode, '+') != NULL)
		flags = (flags & ~O_ACCMODE) | O_RDWR;
	if (strchr(mode, 'x') != NULL)
		flags |= O_EXCL;
	if (strchr(mode, 'e') != NULL)
		flags |= O_CLOEXEC;
	return flags;
}

static void stream_setup(FILE *file, int fd, int flags)
{
	file->fd = fd;
	file->can_read = (flags & O_ACCMODE) != O_WRONLY;
	file->can_write = (flags & O_ACCMODE) != O_RDONLY;
	file->mode_open = true;
	file->writing = file->at_end = file->failed = false;
	file->next = file->end = 0;
}

FILE *fdopen(int fd, const char *mode)
{
	int flags = mode_flags(mode);
	FILE *file;

	if (flags < 0) {
		errno = EINVAL;
		return NULL;
	}
	file = calloc(1, sizeof(*file) + BUFSIZ);
	if (file == NULL)
		return NULL;
	file->buffer = (unsigned char *)(file + 1);
	file->size = BUFSIZ;
	stream_setup(file, fd, flags);
	file->link = stdio_streams;
	stdio_streams = file;
	return file;
}

FILE *fopen(const char *path, const char *mode)
{
	int flags = mode_flags(mode), fd;
	FILE *file;

	if (flags < 0) {
		errno = EINVAL;
		return NULL;
	}
	fd = open(path, flags, 0666);
	if (fd < 0)
		return NULL;
	file = fdopen(fd, mode);
	if (file == NULL)
		close(fd);
	return file;
}

/* The stream keeps its descriptor's number where it can, so that children see the new file too. */
FILE *freopen(const char *path, const char *mode, FILE *file)
{
	int flags = mode_flags(mode), fd;

	fflush(file);
	fd = flags < 0 ? -1 : open(path, flags, 0666);
	if (fd < 0)
		return NULL;
	if (fd != file->fd && dup2(fd, file->fd) >= 0) {
		close(fd);
		fd = file->fd;
	}
	stream_setup(file, fd, flags);
	return file;
}

int fclose(FILE *file)
{
	struct libc_file **link;
	int result = fflush(file);

	if (close(file->fd) != 0)
		result = EOF;
	if (file->standing)
		return result;
	for (link = &stdio_streams; *link != NULL; link = &(*link)->link) {
		if (*link == file) {
			*link = file->link;
			break;
		}
	}
	free(file);
	return result;
}
