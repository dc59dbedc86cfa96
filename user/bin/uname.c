/* uname: what the system is. */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static void print(const char *text)
{
	static bool before;

	printf("%s%s", before ? " " : "", text);
	before = true;
}

int main(int argc, char **argv)
{
	char wanted[8] = "";
	struct utsname name;
	int option;

	while ((option = getopt(argc, argv, "amnrsv")) != -1) {
		char letter[2] = { (char)option };

		if (option == '?') {
			fprintf(stderr, "usage: uname [-amnrsv]\n");
			return 2;
		}
		if (option == 'a')
			strcpy(wanted, "snrvm");
		else if (strchr(wanted, option) == NULL)
			strcat(wanted, letter);
	}
	if (uname(&name) < 0)
		err(1, "uname");
	if (wanted[0] == '\0' || strchr(wanted, 's') != NULL)
		print(name.sysname);
	if (strchr(wanted, 'n') != NULL)
		print(name.nodename);
	if (strchr(wanted, 'r') != NULL)
		print(name.release);
	if (strchr(wanted, 'v') != NULL)
		print(name.version);
	if (strchr(wanted, 'm') != NULL)
		print(name.machine);
	putchar('\n');
	return 0;
}
