/* yes: a line again and again, until nobody reads. */
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AT_ONCE 4096

/* The arguments, or "y", as a line. Returns its length, with the newline. */
static size_t make_line(char *line, char **words)
{
	char *end = line;

	for (; *words; words++) {
		end = stpcpy(end, *words);
		*end++ = ' ';
	}
	end[-1] = '\n';
	return (size_t)(end - line);
}

static size_t line_size(char **words)
{
	size_t size = 0;

	for (; *words; words++)
		size += strlen(*words) + 1;
	return size;
}

/* Write all of the buffer; a pipe may take it in pieces. */
static void write_all(const char *buffer, size_t size)
{
	while (size > 0) {
		ssize_t written = write(STDOUT_FILENO, buffer, size);

		if (written < 0)
			err(1, "write error");
		buffer += written;
		size -= (size_t)written;
	}
}

int main(int argc, char **argv)
{
	static char *just_y[] = { "y", NULL };
	int first = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1;
	char **words = argc > first ? argv + first : just_y;
	size_t size = line_size(words);
	size_t lines = size < AT_ONCE ? AT_ONCE / size : 1;
	char *buffer = malloc(size * lines);

	if (!buffer)
		err(1, NULL);
	make_line(buffer, words);
	for (size_t i = 1; i < lines; i++)
		memcpy(buffer + i * size, buffer, size);
	for (;;)
		write_all(buffer, size * lines);
}
