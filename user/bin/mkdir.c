/* mkdir: make folders. */
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool verbose;

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: mkdir [-pv] [-m MODE] FOLDER...\n");
	exit(2);
}

static bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int make(const char *path, mode_t mode)
{
	if (mkdir(path, mode) < 0) {
		warn("cannot create folder '%s'", path);
		return 1;
	}
	if (verbose)
		printf("mkdir: created directory '%s'\n", path);
	return 0;
}

/* Make the folders that lead to `path`, and itself; those that are there are fine. */
static int make_all(char *path, mode_t mode)
{
	char *slash = path;

	while ((slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		if (!is_folder(path) && make(path, 0777) != 0)
			return 1;
		*slash = '/';
	}
	return is_folder(path) ? 0 : make(path, mode);
}

int main(int argc, char **argv)
{
	bool parents = false;
	mode_t mode = 0777;
	int option, status = 0;
	char *end;

	while ((option = getopt(argc, argv, "m:pv")) != -1) {
		if (option == 'p') {
			parents = true;
		} else if (option == 'v') {
			verbose = true;
		} else if (option == 'm') {
			mode = (mode_t)strtoul(optarg, &end, 8);
			if (*end != '\0')
				errx(1, "bad mode '%s'", optarg);
		} else {
			usage();
		}
	}
	if (optind == argc)
		usage();
	for (; optind < argc; optind++)
		status |= parents ? make_all(argv[optind], mode) : make(argv[optind], mode);
	return status;
}
