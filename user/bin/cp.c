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
	fprintf(stderr, "usage: cp [-afinprRvLP] FROM TO\n"
			"       cp [-afinprRvLP] FROM... FOLDER\n");
	exit(2);
}

/* Without -L or -P links are followed unless whole folders are copied. */
static enum {
	BY_KIND,
	FOLLOW,
	KEEP
} links;

static void set_option(struct copy_options *options, int option)
{
	switch (option) {
	case 'a':
		options->recursive = options->keep_times = true;
		links = KEEP;
		break;
	case 'f':
		options->force = true;
		break;
	case 'i':
		options->ask = true;
		break;
	case 'L':
		links = FOLLOW;
		break;
	case 'n':
		options->keep_existing = true;
		break;
	case 'd':
	case 'P':
		links = KEEP;
		break;
	case 'p':
		options->keep_times = true;
		break;
	case 'r':
	case 'R':
		options->recursive = true;
		break;
	case 'v':
		options->verbose = true;
		break;
	default:
		usage();
	}
}

int main(int argc, char **argv)
{
	struct copy_options options = { 0 };
	int option, status = 0;
	bool into;

	while ((option = getopt(argc, argv, "adfiLnPprRv")) != -1)
		set_option(&options, option);
	options.follow = links == FOLLOW || (links == BY_KIND && !options.recursive);
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
