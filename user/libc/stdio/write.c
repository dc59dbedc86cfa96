/* Output. */
#include "file.h"
#include <errno.h>
#include <string.h>

int fputc(int c, FILE *file)
{
	unsigned char byte = (unsigned char)c;

	if (file->writing && !file->unbuffered && file->next < file->size && byte != '\n') {
		file->buffer[file->next++] = byte;
		return byte;
	}
	return fwrite(&byte, 1, 1, file) == 1 ? byte : EOF;
}

int putc(int c, FILE *file)
{
	return fputc(c, file);
}

int putchar(int c)
{
	return fputc(c, stdout);
}

size_t fwrite(const void *buffer, size_t size, size_t count, FILE *file)
{
	bool failed_before = file->failed;
	size_t total;

	if (__builtin_mul_overflow(size, count, &total) || stdio_begin_write(file) != 0)
		return 0;
	file->failed = false;
	stdio_put(file, buffer, total);
	if (file->failed)
		return 0;
	file->failed = failed_before;
	return count;
}

int fputs(const char *string, FILE *file)
{
	size_t length = strlen(string);

	return fwrite(string, 1, length, file) == length ? 0 : EOF;
}

int puts(const char *string)
{
	return fputs(string, stdout) == EOF || putchar('\n') == EOF ? EOF : 0;
}

void perror(const char *message)
{
	const char *reason = strerror(errno);

	if (message != NULL && *message != '\0')
		dprintf(2, "%s: %s\n", message, reason);
	else
		dprintf(2, "%s\n", reason);
}
