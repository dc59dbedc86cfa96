/* zombie: leave a child that has ended to whoever takes care of orphans. */
#include <err.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	pid_t child;

	if (getopt(argc, argv, "") != -1 || optind < argc) {
		fprintf(stderr, "usage: zombie\n");
		return 2;
	}
	child = fork();
	if (child < 0)
		err(1, "fork");
	if (child == 0)
		return 0;
	sleep(1); /* the child ends first, and stays a zombie until this process ends too */
	return 0;
}
