/* yes: a line again and again, until nobody reads. */
#include <err.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	int i;

	do {
		if (argc < 2)
			fputs("y", stdout);
		for (i = 1; i < argc; i++)
			printf("%s%s", i > 1 ? " " : "", argv[i]);
	} while (putchar('\n') != EOF);
	err(1, "write error");
}
