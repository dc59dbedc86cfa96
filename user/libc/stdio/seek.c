/* The place in a stream. */
#include "file.h"
#include <errno.h>
#include <unistd.h>

int fseeko(FILE *file, off_t offset, int whence)
{
	if (stdio_flush(file) != 0)
		return -1;
	if (!file->writing && whence == SEEK_CUR)
		offset -= (off_t)(file->end - file->next);
	if (lseek(file->fd, offset, whence) < 0)
		return -1;
	file->writing = false;
	file->at_end = false;
	file->next = file->end = 0;
	return 0;
}

int fseek(FILE *file, long offset, int whence)
{
	return fseeko(file, offset, whence);
}

off_t ftello(FILE *file)
{
	off_t place = lseek(file->fd, 0, SEEK_CUR);

	if (place < 0)
		return -1;
	return file->writing ? place + (off_t)file->next : place - (off_t)(file->end - file->next);
}

long ftell(FILE *file)
{
	return ftello(file);
}

void rewind(FILE *file)
{
	fseeko(file, 0, SEEK_SET);
	file->failed = false;
}

int fgetpos(FILE *file, fpos_t *position)
{
	*position = ftello(file);
	return *position < 0 ? -1 : 0;
}

int fsetpos(FILE *file, const fpos_t *position)
{
	return fseeko(file, *position, SEEK_SET);
}
