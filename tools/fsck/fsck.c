/*
 * fsck IMAGE: is the file system in the image sound? Reads only.
 *
 * Exit status: 0 sound, 1 sound once the next mount has replayed the log or freed unlinked files,
 * 4 not sound, 8 could not be checked (as e2fsck has them, but that 1 repairs nothing).
 */
#include <host/check.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int image_read(void *context, uint64_t offset, void *data, uint32_t length)
{
	return pread(*(int *)context, data, length, (off_t)offset) == (ssize_t)length ? 0 : -1;
}

static void print_line(void *context, const char *line)
{
	puts(line);
}

static int usage(FILE *stream)
{
	fputs("usage: fsck [-q] IMAGE\n"
	      "Check the file system in IMAGE, changing nothing; -q: print only what is wrong.\n"
	      "Status: 0 sound, 1 the next mount has something to clean up, 4 not sound,\n"
	      "8 could not be checked.\n",
	      stream);
	return stream == stdout ? 0 : 8;
}

int main(int argc, char **argv)
{
	bool quiet = argc > 1 && strcmp(argv[1], "-q") == 0;
	struct check check = { .read = image_read, .report = print_line,
			       .note = quiet ? NULL : print_line };
	struct stat status;
	int file;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return usage(stdout);
	if (argc != 2 + quiet)
		return usage(stderr);
	file = open(argv[1 + quiet], O_RDONLY);
	if (file < 0 || fstat(file, &status) < 0) {
		perror(argv[1 + quiet]);
		return 8;
	}
	check.context = &file;
	check.device_bytes = (uint64_t)status.st_size;
	if (check_image(&check) != 0)
		return 8;
	if (check.problems > 0) {
		printf("%s: %u problems\n", argv[1 + quiet], check.problems);
		return 4;
	}
	if (!quiet)
		printf("%s: sound: %u files, %u directories, %u others, %u blocks in use\n",
		       argv[1 + quiet], check.files, check.directories, check.others,
		       check.blocks_used);
	return check.orphans > 0 || check.log_blocks > 0;
}
