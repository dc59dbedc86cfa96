/* pwd: the working folder. */
#include <err.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char path[PATH_MAX];

	if (getopt(argc, argv, "LP") == '?') {
		fprintf(stderr, "usage: pwd [-LP]\n");
		return 2;
	}
	if (getcwd(path, sizeof(path)) == NULL)
		err(1, "cannot find the working folder");
	puts(path);
	return 0;
}
