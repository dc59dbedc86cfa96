/* getopt() as POSIX has it: options end at the first argument that is none, or behind "--". */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char *optarg;
int optind = 1, opterr = 1, optopt;

static const char *in_group; /* the next letter of a group such as -abc */

static int complain(const char *options, const char *problem)
{
	if (opterr && *options != ':')
		dprintf(2, "%s: %s -- '%c'\n", program_invocation_short_name, problem, optopt);
	return '?';
}

/* Step to the next group of letters. Returns false when there are no more options. */
static int next_group(int argc, char *const argv[])
{
	const char *argument;

	if (optind == 0)
		optind = 1;
	if (optind >= argc)
		return 0;
	argument = argv[optind];
	if (argument == NULL || argument[0] != '-' || argument[1] == '\0')
		return 0;
	optind++;
	if (strcmp(argument, "--") == 0)
		return 0;
	in_group = argument + 1;
	return 1;
}

/* The argument of an option: the rest of its group, or the next word. */
static int take_argument(int argc, char *const argv[], const char *options)
{
	if (*in_group != '\0') {
		optarg = (char *)in_group;
		in_group = NULL;
		return optopt;
	}
	if (optind < argc) {
		optarg = argv[optind++];
		return optopt;
	}
	complain(options, "option requires an argument");
	return *options == ':' ? ':' : '?';
}

int getopt(int argc, char *const argv[], const char *options)
{
	const char *known;

	optarg = NULL;
	if (in_group == NULL || *in_group == '\0' || optind == 0)
		if (!next_group(argc, argv))
			return -1;
	optopt = (unsigned char)*in_group++;
	known = optopt == ':' ? NULL : strchr(options, optopt);
	if (known == NULL)
		return complain(options, "invalid option");
	if (known[1] != ':')
		return optopt;
	return take_argument(argc, argv, options);
}
