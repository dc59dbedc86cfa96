/* cp: copy files and folders. */
#include "copy.h"
#include <err.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: cp [-afprRv] FROM TO\n"
			"       cp [-afprRv] FROM... FOLDER\n");
	exit(2);
}

int main(int argc, char **argv)
{
	struct copy_options options = { 0 };
	int option, status = 0;
	bool into;

	while ((option = getopt(argc, argv, "adfprRv")) != -1) {
		if (option == 'a' || option == 'r' || option == 'R')
			options.recursive = true;
		if (option == 'a' || option == 'p')
			options.keep_times = true;
		if (option == 'f')
			options.force = true;
		if (option == 'v')
			options.verbose = true;
		if (option == '?')
			usage();
	}
	argc -= optind;
	argv += optind;
	if (argc < 2)
		usage();
	into = is_folder(argv[argc - 1]);
	if (argc > 2 && !into)
		errx(1, "'%s' is not a folder", argv[argc - 1]);
	for (; argc > 1; argc--, argv++) {
		char path[PATH_MAX];

		if (into && !path_in_folder(argv[0], argv[argc - 1], path, sizeof(path)))
			status = 1;
		else
			status |= copy_path(argv[0], into ? path : argv[argc - 1], &options);
	}
	return status;
}
