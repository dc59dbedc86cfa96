/* wc: count lines, words, characters and bytes. */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct counts {
	unsigned long lines, words, characters, bytes;
};

static bool want_lines, want_words, want_characters, want_bytes;
static int width = 1;

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: wc [-clmw] [FILE]...\n");
	exit(2);
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Words may go on from one block to the next: `within` says whether one was going on. */
static void count_block(struct counts *counts, const char *block, size_t size, bool *within)
{
	size_t i;

	counts->bytes += size;
	for (i = 0; i < size; i++) {
		bool blank = is_blank(block[i]);

		counts->lines += block[i] == '\n';
		counts->characters += ((unsigned char)block[i] & 0xc0) != 0x80;
		counts->words += !blank && !*within;
		*within = !blank;
	}
}

static bool count(int fd, struct counts *counts)
{
	static char block[16384];
	bool within = false;
	ssize_t size;

	while ((size = read(fd, block, sizeof(block))) != 0) {
		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0)
			return false;
		count_block(counts, block, (size_t)size, &within);
	}
	return true;
}

static void print(const struct counts *counts, const char *name)
{
	const char *blank = "";

	if (want_lines)
		printf("%*lu", width, counts->lines), blank = " ";
	if (want_words)
		printf("%s%*lu", blank, width, counts->words), blank = " ";
	if (want_characters)
		printf("%s%*lu", blank, width, counts->characters), blank = " ";
	if (want_bytes)
		printf("%s%*lu", blank, width, counts->bytes);
	printf("%s%s\n", name == NULL ? "" : " ", name == NULL ? "" : name);
}

static int count_file(const char *path, struct counts *total)
{
	int fd = path == NULL || strcmp(path, "-") == 0 ? 0 : open(path, O_RDONLY);
	struct counts counts = { 0 };
	bool done = fd >= 0 && count(fd, &counts);

	if (!done)
		warn("%s", path == NULL ? "-" : path);
	if (fd >= 0)
		print(&counts, path);
	if (fd > 0)
		close(fd);
	total->lines += counts.lines;
	total->words += counts.words;
	total->characters += counts.characters;
	total->bytes += counts.bytes;
	return done ? 0 : 1;
}

/* Columns are as wide as the sum of the sizes needs; one figure for one file has no padding. */
static void choose_width(int count, char **paths)
{
	int columns = want_lines + want_words + want_characters + want_bytes;
	unsigned long sum = 0;
	struct stat status;
	int i;

	if (count <= 1 && columns == 1)
		return;
	for (i = 0; i < count || i == 0; i++) {
		if ((count == 0 ? fstat(0, &status) : stat(paths[i], &status)) < 0)
			continue;
		if (S_ISREG(status.st_mode))
			sum += (unsigned long)status.st_size;
		else
			width = 7;
	}
	width = snprintf(NULL, 0, "%lu", sum) > width ? snprintf(NULL, 0, "%lu", sum) : width;
}

int main(int argc, char **argv)
{
	struct counts total = { 0 };
	int option, status = 0, count;

	while ((option = getopt(argc, argv, "clmw")) != -1) {
		if (option == 'c')
			want_bytes = true;
		else if (option == 'l')
			want_lines = true;
		else if (option == 'm')
			want_characters = true;
		else if (option == 'w')
			want_words = true;
		else
			usage();
	}
	if (!want_lines && !want_words && !want_characters && !want_bytes)
		want_lines = want_words = want_bytes = true;
	count = argc - optind;
	choose_width(count, argv + optind);
	if (count == 0)
		return count_file(NULL, &total);
	for (; optind < argc; optind++)
		status |= count_file(argv[optind], &total);
	if (count > 1)
		print(&total, "total");
	return status;
}
